"""Bearer tokens (RFC 6750), and one second chance for a request whose token was rejected."""

from __future__ import annotations

import httpx

from ..outbound.dialect import HTTP, Dialect
from ..outbound.extensions import REPLAYED
from ..outbound.policy import PolicyTransport
from ..outbound.streams import take_whole
from .origins import Origins
from .token import Token
from .tokens import Tokens


class BearerPolicy(PolicyTransport):
    """Sends the current token; if it is rejected, replaces it and sends the request once more.

    Once means once per request, over all its attempts: a request is sent at most one time more than the retry
    policy allows. A request that leads to a foreign origin is sent without a token.

    Args:
        inner: the transport.
        tokens: where tokens come from.
        origins: where they may go.
        dialect: how the system says that a token is rejected.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport, *, tokens: Tokens, origins: Origins, dialect: Dialect = HTTP
    ) -> None:
        super().__init__(inner)
        self._tokens = tokens
        self._origins = origins
        self._dialect = dialect

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request with a token; errors are those of ``Tokens`` and of the transport."""
        if request.url not in self._origins:
            return await self._inner.handle_async_request(request)
        token = await self._tokens.current()
        response = await self._send(request, token)
        if not self._dialect.is_rejected(response) or REPLAYED in request.extensions:
            return response
        if not response.is_closed:
            await take_whole(response)  # frees the connection before the wait for another token
        fresh = await self._tokens.replace(token)
        if fresh is token:
            return response
        request.extensions[REPLAYED] = True
        return await self._send(request, fresh)

    async def _send(self, request: httpx.Request, token: Token) -> httpx.Response:
        request.headers["Authorization"] = f"Bearer {token.access.reveal()}"
        response = await self._inner.handle_async_request(request)
        if response.is_success and not self._dialect.is_rejected(response):
            self._tokens.accepted(token)
        return response
