"""Answers kept for a while: fresh ones save calls, stale ones bridge an outage and say that they do."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

import httpx

from ..audit import AuditKind
from ..clock import Clock
from ..errors import TransientError
from .extensions import STALE_SECONDS
from .intent import Intent, intent_of
from .policy import PolicyTransport
from .reporter import Reporter

KEY_HEADERS = ("accept", "accept-language")
BODY_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """What is kept, and how long.

    Args:
        ttl_seconds: how long an answer is fresh.
        stale_seconds_max: how old an answer may be that stands in when the system cannot be asked.
        entries_max: answers kept; the one that was not used for longest goes first.
    """

    ttl_seconds: float
    stale_seconds_max: float
    entries_max: int


@dataclass(frozen=True, slots=True)
class _Entry:
    at: float
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def response(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=list(self.headers), content=self.content, request=request)


class ResponseCache:
    """The kept answers of one use case, under digests of URLs: neither URLs nor credentials are kept.

    It belongs to one set of credentials, since they are no part of the key.
    """

    def __init__(self, settings: CacheSettings) -> None:
        self.settings = settings
        self._entries: OrderedDict[bytes, _Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: bytes) -> _Entry | None:
        """Return what is kept under ``key``, however old."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def keep(self, key: bytes, response: httpx.Response, now: float) -> None:
        """Keep an answer that has been read."""
        headers = [pair for pair in response.headers.multi_items() if pair[0] not in BODY_HEADERS]
        self._entries[key] = _Entry(now, tuple(headers), response.content)
        self._entries.move_to_end(key)
        if len(self._entries) > self.settings.entries_max:
            self._entries.popitem(last=False)


class CachePolicy(PolicyTransport):
    """Answers GET from the cache while fresh, and with a stale answer when the system cannot be asked.

    A stale answer carries its age in ``response.extensions["stale_seconds"]``; a fresh one does not have the
    entry. Kept are answers with status 200 that came whole and do not forbid it (``Cache-Control:
    no-store``).

    Args:
        inner: the transport.
        cache: where answers are kept, and how long.
        clock: time.
        reporter: gets an event for every answer from the cache.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        cache: ResponseCache,
        clock: Clock,
        reporter: Reporter,
    ) -> None:
        super().__init__(inner)
        self._cache = cache
        self._clock = clock
        self._reporter = reporter

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from the cache or from the system; errors of the system only if nothing can stand in."""
        intent = intent_of(request)
        if request.method != "GET" or intent.streamed:
            return await self._inner.handle_async_request(request)
        key = _key(request)
        entry = self._cache.find(key)
        age = self._clock.steady() - entry.at if entry is not None else 0.0
        if entry is not None and age <= self._cache.settings.ttl_seconds:
            self._reporter.report(AuditKind.CACHE, intent, age_seconds=round(age, 6), stale=False)
            return entry.response(request)
        return await self._ask(request, intent, key, entry)

    async def _ask(self, request: httpx.Request, intent: Intent, key: bytes, entry: _Entry | None) -> httpx.Response:
        try:
            response = await self._inner.handle_async_request(request)
        except TransientError as error:
            stale = entry and self._stand_in(request, intent, entry, error)
            if not stale:
                raise
            return stale
        if _is_keepable(response):
            self._cache.keep(key, response, self._clock.steady())
        return response

    def _stand_in(
        self, request: httpx.Request, intent: Intent, entry: _Entry, error: TransientError
    ) -> httpx.Response | None:
        age = round(self._clock.steady() - entry.at, 6)
        if age > self._cache.settings.stale_seconds_max:
            return None
        because = type(error).__name__
        self._reporter.report(AuditKind.CACHE, intent, age_seconds=age, stale=True, because=because)
        response = entry.response(request)
        response.extensions[STALE_SECONDS] = age
        return response


def _is_keepable(response: httpx.Response) -> bool:
    whole = response.status_code == 200 and response.is_closed
    return whole and "no-store" not in response.headers.get("cache-control", "")


def _key(request: httpx.Request) -> bytes:
    chosen = [request.headers.get(name, "") for name in KEY_HEADERS]
    return hashlib.sha256("\n".join([str(request.url), *chosen]).encode()).digest()
