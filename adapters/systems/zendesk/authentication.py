"""How this integration signs in to Zendesk: as an OAuth client, or with an agent's API token."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

import httpx

from ...authentication.basic import BasicPolicy
from ...authentication.bearer import BearerPolicy
from ...authentication.origins import Origins
from ...authentication.token import MemoryTokenStore, Token
from ...authentication.tokens import Tokens, TokenSettings, TokenSource
from ...clock import Clock
from ...errors import ConfigurationError
from ...masking import Secret
from ...outbound.intent import Intent
from ...outbound.policy import Policy
from ...outbound.reporter import Reporter
from .limits import DIALECT
from .settings import ZendeskSettings

SYSTEM = "zendesk"
OPERATION = "CreateTokenForGrantType"
TOKEN_SETTINGS = TokenSettings(margin_seconds=120.0, jitter_seconds=60.0, cool_down_seconds=10.0)


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """Zendesk's form of the grant: JSON in place of a form, and a lifetime that is asked for."""

    url: str
    client_id: str
    client_secret: Secret
    scope: str
    token_seconds: int
    serves_once: bool = False

    def request(self, token: Token | None) -> httpx.Request:
        """Return the request; ``token`` plays no part."""
        body = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret.reveal(),
            "scope": self.scope,
            "expires_in": self.token_seconds,
        }
        intent = Intent(OPERATION, idempotent=True, read_only=True)
        return httpx.Request("POST", f"{self.url}/oauth/tokens", json=body, extensions=intent.extensions())


def tokens(
    settings: ZendeskSettings,
    transport: httpx.AsyncBaseTransport,
    *,
    clock: Clock,
    random: Random,
    reporter: Reporter,
) -> TokenSource | None:
    """Return where OAuth tokens come from, ``None`` when the account signs in with an API token.

    Args:
        settings: the account.
        transport: to the token endpoint; with timeouts, without retries.
        clock, random, reporter: see ``TokenSource``.
    """
    if settings.client_id is None or settings.client_secret is None:
        return None
    grant = ClientCredentials(
        settings.url, settings.client_id, settings.client_secret, settings.scope, settings.token_seconds
    )
    return TokenSource(
        grant,
        transport,
        store=MemoryTokenStore(),
        settings=TOKEN_SETTINGS,
        clock=clock,
        random=random,
        reporter=reporter,
    )


def authentication(settings: ZendeskSettings, tokens: Tokens | None) -> Policy:
    """Return the policy that signs requests in: with ``tokens``, or without them with the API token."""
    origins = Origins(settings.url)
    if tokens is not None:
        return partial(BearerPolicy, tokens=tokens, origins=origins, dialect=DIALECT)
    if settings.email is None or settings.api_token is None:
        raise ConfigurationError("there are neither OAuth tokens nor an API token", system=SYSTEM)
    return partial(BasicPolicy, username=f"{settings.email}/token", password=settings.api_token, origins=origins)
