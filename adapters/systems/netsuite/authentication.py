"""How this integration signs in to NetSuite: OAuth 2.0 client credentials, or requests that are signed one by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TypeVar

import httpx

from ...authentication.bearer import BearerPolicy
from ...authentication.grants import OPERATION
from ...authentication.oauth1 import OAuth1Credentials, OAuth1Policy
from ...authentication.origins import Origins
from ...authentication.token import MemoryTokenStore, Token
from ...authentication.tokens import Tokens, TokenSettings, TokenSource
from ...clock import Clock
from ...outbound.intent import Intent
from ...outbound.policy import Policy
from ...outbound.reporter import Reporter
from .assertion import PrivateKey, assertion, read_key
from .limits import DIALECT
from .settings import NetSuiteSettings

T = TypeVar("T")
TOKEN_PATH = "/services/rest/auth/oauth2/v1/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPE = ("rest_webservices",)
ASSERTION_SECONDS = 300
"""How long an assertion is good for; the vendor allows an hour."""
TOKEN_SETTINGS = TokenSettings(margin_seconds=60.0, jitter_seconds=30.0, cool_down_seconds=10.0)


@dataclass(frozen=True, slots=True)
class SignedClientCredentials:
    """The integration acts for itself and proves who it is with an assertion.

    Args:
        url: the token endpoint.
        client_id: of the integration record.
        certificate_id: of the certificate set up for it.
        key: its private key.
        clock: when an assertion is made, and when it ends.
    """

    url: str
    client_id: str
    certificate_id: str
    key: PrivateKey
    clock: Clock
    serves_once: bool = False

    def request(self, token: Token | None) -> httpx.Request:  # another grant needs it
        """Return the request; ``token`` plays no part."""
        now = int(self.clock.now())
        claims = {
            "iss": self.client_id,
            "scope": list(SCOPE),
            "aud": self.url,
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
        }
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion(self.key, self.certificate_id, claims),
        }
        extensions = Intent(OPERATION, idempotent=True, read_only=True).extensions()
        headers = {"Accept": "application/json"}
        return httpx.Request("POST", self.url, data=form, headers=headers, extensions=extensions)


def tokens(
    settings: NetSuiteSettings,
    transport: httpx.AsyncBaseTransport,
    *,
    clock: Clock,
    random: Random,
    reporter: Reporter,
) -> TokenSource | None:
    """Return where tokens come from; ``None`` for token-based authentication, whose tokens never change.

    Args:
        settings: the account.
        transport: to the token endpoint; with timeouts, without retries.
        clock, random, reporter: see ``TokenSource``.

    Raises:
        ConfigurationError: the private key is none.
    """
    if settings.is_token_based:
        return None
    client_id, certificate_id = _given(settings.client_id), _given(settings.certificate_id)
    key = read_key(_given(settings.private_key), system="netsuite")
    grant = SignedClientCredentials(settings.url + TOKEN_PATH, client_id, certificate_id, key, clock)
    return TokenSource(
        grant,
        transport,
        store=MemoryTokenStore(),
        settings=TOKEN_SETTINGS,
        clock=clock,
        random=random,
        reporter=reporter,
    )


def authentication(settings: NetSuiteSettings, tokens: Tokens | None, *, clock: Clock, random: Random) -> Policy:
    """Return the policy that signs requests in.

    Args:
        settings: the account.
        tokens: where tokens come from; ``None`` for token-based authentication.
        clock, random: the time and the nonces of signatures.
    """
    origins = Origins(settings.url)
    if tokens is not None:
        return partial(BearerPolicy, tokens=tokens, origins=origins, dialect=DIALECT)
    credentials = OAuth1Credentials(
        consumer_key=_given(settings.consumer_key),
        consumer_secret=_given(settings.consumer_secret),
        token=_given(settings.token_id),
        token_secret=_given(settings.token_secret),
        realm=settings.account_id,
    )
    return partial(OAuth1Policy, credentials=credentials, origins=origins, clock=clock, random=random)


def _given(value: T | None) -> T:
    assert value is not None, "the settings hold all that their way to sign in needs"
    return value
