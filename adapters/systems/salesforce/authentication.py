"""How this integration signs in to Salesforce, and finds the instance on which the org lives."""

from __future__ import annotations

from functools import partial
from random import Random

import httpx

from ...authentication.bearer import BearerPolicy
from ...authentication.grants import ClientCredentials, OAuthClient
from ...authentication.origins import Origins
from ...authentication.token import MemoryTokenStore
from ...authentication.tokens import Tokens, TokenSettings, TokenSource
from ...clock import Clock
from ...outbound.policy import Policy, PolicyTransport, compose
from ...outbound.reporter import Reporter
from ..calls import json_of
from ..environment import is_confidential, origin
from ..wire import Place, read
from .limits import DIALECT
from .settings import SalesforceSettings
from .wire import Token

TOKEN_PATH = "/services/oauth2/token"
TOKEN_SETTINGS = TokenSettings(margin_seconds=0.0, jitter_seconds=0.0, cool_down_seconds=10.0)
"""Tokens have no stated end: they die of idleness, and the next call meets 401 INVALID_SESSION_ID."""

_PLACE = Place("salesforce", "OAuth 2.0", "RequestToken")


class Instance:
    """Where the org lives: as the last token answer says, and at the configured address before the first.

    Args:
        url: the configured address.
    """

    def __init__(self, url: str) -> None:
        self._configured = origin(httpx.URL(url))
        self.url = self._configured

    def learn(self, url: str) -> None:
        """Take note of the ``instance_url`` of a token answer.

        Raises:
            ContractError: tokens would leave the machine unencrypted.
        """
        try:
            given = httpx.URL(url)
        except httpx.InvalidURL:
            raise _PLACE.broken("is no URL", "instance_url") from None
        if not given.host or not (is_confidential(given) or origin(given) == self._configured):
            raise _PLACE.broken("is neither https nor on this machine", "instance_url")
        self.url = origin(given)


class InstanceReader(PolicyTransport):
    """Around the transport to the token endpoint: learns the instance from every token that is issued.

    Args:
        inner: the transport.
        instance: what is learnt.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, instance: Instance) -> None:
        super().__init__(inner)
        self._instance = instance

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read the instance from a good answer.

        Raises:
            ContractError: the answer names no instance that could be trusted.
        """
        response = await self._inner.handle_async_request(request)
        await response.aread()
        if response.status_code == 200:
            self._instance.learn(read(Token, json_of(response, _PLACE), _PLACE).instance_url)
        return response


class InstancePolicy(PolicyTransport):
    """Sends each request to the instance; the caller's own request keeps the address that credentials are
    bound to.

    Args:
        inner: the transport.
        instance: where the org lives.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, instance: Instance) -> None:
        super().__init__(inner)
        self._instance = instance

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request, or a copy of it with the instance's address."""
        if origin(request.url) == self._instance.url:
            return await self._inner.handle_async_request(request)
        url = httpx.URL(self._instance.url + request.url.raw_path.decode("ascii"))
        headers = request.headers.copy()
        headers["Host"] = url.netloc.decode("ascii")
        extensions = request.extensions
        moved = httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=extensions)
        return await self._inner.handle_async_request(moved)


def tokens(
    settings: SalesforceSettings,
    transport: httpx.AsyncBaseTransport,
    instance: Instance,
    *,
    clock: Clock,
    random: Random,
    reporter: Reporter,
) -> TokenSource:
    """Return where tokens come from.

    Args:
        settings: the org.
        transport: to the token endpoint; with timeouts, without retries.
        instance: learns where the org lives.
        clock, random, reporter: see ``TokenSource``.
    """
    client = OAuthClient("salesforce", settings.url + TOKEN_PATH, settings.client_id, settings.client_secret)
    return TokenSource(
        ClientCredentials(client),
        InstanceReader(transport, instance=instance),
        store=MemoryTokenStore(),
        settings=TOKEN_SETTINGS,
        clock=clock,
        random=random,
        reporter=reporter,
    )


def authentication(settings: SalesforceSettings, tokens: Tokens, instance: Instance) -> Policy:
    """Return the policy that signs requests in and leads them to the instance."""
    bearer = partial(BearerPolicy, tokens=tokens, origins=Origins(settings.url), dialect=DIALECT)
    move = partial(InstancePolicy, instance=instance)
    return lambda inner: compose(inner, bearer, move)
