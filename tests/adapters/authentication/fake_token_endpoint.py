"""A token endpoint that rotates refresh tokens and keeps a ledger."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

import httpx

from adapters.authentication.token import Token
from adapters.clock import Clock

TOKEN_URL = "https://login.example.test/oauth/token"
Behaviour = Callable[[], Awaitable[httpx.Response | None]]


class TokenEndpoint(httpx.AsyncBaseTransport):
    """Gives ``access-1``, ``access-2`` ...; each refresh token is good for one answer.

    ``before`` and ``after`` hold what happens around the next exchanges: ``after`` the token has been given,
    but the answer is lost.
    """

    def __init__(self, clock: Clock, *, expires_in: object = 3600, rotates: bool = True) -> None:
        self.clock = clock
        self.expires_in = expires_in
        self.rotates = rotates
        self.latency_seconds = 1.0
        self.before: list[Exception | httpx.Response] = []
        self.after: list[Exception | httpx.Response] = []
        self.forms: list[dict[str, str]] = []
        self.headers: list[httpx.Headers] = []
        self.times: list[float] = []
        self.spent: list[str] = []
        self.given = 0

    @property
    def exchanges(self) -> int:
        """How many requests came."""
        return len(self.forms)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Exchange a grant for a token."""
        form = {name: values[0] for name, values in parse_qs((await request.aread()).decode()).items()}
        self.forms.append(form)
        self.headers.append(request.headers)
        self.times.append(self.clock.now())
        await self.clock.sleep(self.latency_seconds)
        if self.before:
            return _give(self.before.pop(0))
        if form.get("refresh_token") in self.spent:
            return httpx.Response(400, json={"error": "invalid_grant", "error_description": "reuse of rt"})
        answer = self._grant(form)
        return _give(self.after.pop(0)) if self.after else answer

    def _grant(self, form: dict[str, str]) -> httpx.Response:
        self.given += 1
        body: dict[str, object] = {"access_token": f"access-{self.given}", "token_type": "Bearer"}
        if self.expires_in is not None:
            body["expires_in"] = self.expires_in
        if "refresh_token" in form and self.rotates:
            self.spent.append(form["refresh_token"])
            body["refresh_token"] = f"refresh-{self.given}"
        return httpx.Response(200, json=body)


def _give(item: Exception | httpx.Response) -> httpx.Response:
    if isinstance(item, Exception):
        raise item
    return item


class Store:
    """A store on a disk that can fail; its content survives the process that wrote it."""

    def __init__(self, token: Token | None = None) -> None:
        self.saved: list[Token] = [] if token is None else [token]
        self.failures: list[Exception] = []
        self.loads = 0

    async def load(self) -> Token | None:
        """Return what was saved last."""
        self.loads += 1
        return self.saved[-1] if self.saved else None

    async def save(self, token: Token) -> None:
        """Save, or fail."""
        if self.failures:
            raise self.failures.pop(0)
        self.saved.append(token)


def error(status: int, code: str | None = None, headers: dict[str, str] | None = None) -> httpx.Response:
    """Return an error of the endpoint."""
    content = json.dumps({"error": code} if code else {})
    return httpx.Response(status, headers={"content-type": "application/json", **(headers or {})}, text=content)
