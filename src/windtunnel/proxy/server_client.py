"""A client of a proxy server, ours or Toxiproxy: proxies in front of systems, and faults in them that do not stay."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from windtunnel.kernel.errors import UsageError, WindtunnelError

from .guard import Guard

ANSWER_SECONDS_MAX = 30.0
OURS = "windtunnel/"


class ProxyServerError(WindtunnelError):
    """A proxy server refused, or did not answer."""


@dataclass(frozen=True)
class ToxicOrder:
    """A toxic that is to be made.

    Args:
        name: unique in its proxy.
        type: the toxic's type.
        stream: ``upstream`` or ``downstream``.
        toxicity: the probability that it strikes a connection.
        attributes: what it is told.
    """

    name: str
    type: str
    stream: str = "downstream"
    toxicity: float = 1.0
    attributes: Mapping[str, int] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """Return it as the API takes it."""
        return {**self.__dict__, "attributes": dict(self.attributes)}


class ProxyServer:
    """A proxy server, while the block lasts; proxies and faults that were made in it are gone afterwards.

    A server of ours ends leases itself; beside any server a watchdog does, which needs this process no more.

    Args:
        url: of its control API.
        guarded: whether there is a watchdog; a server that dies with this process needs none.
    """

    def __init__(self, url: str, *, guarded: bool = True) -> None:
        self._url = url.rstrip("/")
        self._guard = Guard(self._url) if guarded else None
        self._stack = AsyncExitStack()
        self._client: httpx.AsyncClient
        self._leases: dict[tuple[str, str], str] = {}
        self.heals_itself = False

    @property
    def watchdog_id(self) -> int:
        """Process id of the watchdog."""
        assert self._guard is not None, "there is no watchdog"
        return self._guard.process_id

    async def __aenter__(self) -> Self:
        """Find the server.

        Raises:
            UsageError: nobody answers there, or somebody who is no proxy server.
        """
        self._client = httpx.AsyncClient(base_url=self._url, timeout=ANSWER_SECONDS_MAX, trust_env=False)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._client)
            self.heals_itself = await self._recognise()
            if self._guard is not None:
                await stack.enter_async_context(self._guard)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind: the watchdog takes away what is still there."""
        await self._stack.aclose()

    async def front(self, name: str, upstream: str) -> str:
        """Put a proxy in front of ``upstream`` (host and port), and return the address on which it listens.

        Raises:
            ProxyServerError: the server refused; the name may be taken.
        """
        if (await self._client.get(_path(name))).status_code == httpx.codes.OK:
            raise ProxyServerError(f"{self._url} has a proxy called {name} already")
        await self._hold("proxy", name, "proxy")
        body = {"name": name, "listen": "127.0.0.1:0", "upstream": upstream}
        return str((await self._call("POST", "/proxies", body))["listen"])

    async def poison(self, proxy: str, toxic: ToxicOrder, seconds: float | None) -> None:
        """Put a toxic on a proxy, for ``seconds`` at most.

        Raises:
            ProxyServerError: the server refused.
        """
        await self._hold("toxic", proxy, toxic.name, seconds)
        await self._call("POST", _path(proxy, "toxics"), {**toxic.body(), **self._lease(seconds)})

    async def cure(self, proxy: str, toxic_name: str) -> None:
        """Take a toxic away; one that is gone already is no mistake.

        Raises:
            ProxyServerError: the server refused.
        """
        await self._call("DELETE", _path(proxy, "toxics", toxic_name), None, gone_is_fine=True)
        await self._forget(proxy, toxic_name)

    async def shut(self, proxy: str, seconds: float | None) -> None:
        """Have connections refused, for ``seconds`` at most.

        Raises:
            ProxyServerError: the server refused.
        """
        await self._hold("closed", proxy, "", seconds)
        await self._call("POST", _path(proxy), {"enabled": False, **self._lease(seconds)})

    async def reopen(self, proxy: str) -> None:
        """Let a proxy listen again.

        Raises:
            ProxyServerError: the server refused.
        """
        await self._call("POST", _path(proxy), {"enabled": True})
        await self._forget(proxy, "")

    async def _recognise(self) -> bool:
        """Return whether the server is ours."""
        try:
            answer = await self._client.get("/version")
            known = "version" in answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError) as error:
            raise UsageError(f"no proxy server answers at {self._url}: {error}") from error
        if answer.status_code != httpx.codes.OK or not known:
            raise UsageError(f"what answers at {self._url} is no proxy server")
        return str(answer.headers.get("server", "")).startswith(OURS)

    def _lease(self, seconds: float | None) -> dict[str, float]:
        return {"ttl_seconds": seconds} if self.heals_itself and seconds is not None else {}

    async def _hold(self, kind: str, proxy: str, what: str, seconds: float | None = None) -> None:
        if self._guard is None:
            return
        toxic = what if kind == "toxic" else None
        self._leases[proxy, what] = await self._guard.hold(kind, proxy, toxic=toxic, seconds=seconds)

    async def _forget(self, proxy: str, what: str) -> None:
        lease = self._leases.pop((proxy, what), None)
        if lease is not None and self._guard is not None:
            await self._guard.forget(lease)

    async def _call(self, method: str, path: str, body: Any, *, gone_is_fine: bool = False) -> Any:
        try:
            answer = await self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise ProxyServerError(f"{self._url} does not answer: {error!r}") from error
        if answer.is_success:
            return answer.json() if answer.content else None
        if gone_is_fine and answer.status_code == httpx.codes.NOT_FOUND:
            return None
        raise ProxyServerError(f"{self._url} refused {method} {path}: {answer.text.strip()}")


def _path(*names: str) -> str:
    first, *rest = (quote(name, safe="") for name in names)
    return "/".join(("/proxies", first, *rest))
