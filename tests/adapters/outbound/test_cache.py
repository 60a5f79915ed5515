"""Fresh answers save calls, stale ones bridge an outage and say that they do."""

from __future__ import annotations

import gzip

import httpx
import pytest

from adapters.audit import AuditKind
from adapters.errors import (
    BreakerOpen,
    ConfigurationError,
    DeadlineExceeded,
    IntegrationError,
    OutcomeUnknown,
    QuotaExceeded,
    SystemUnavailable,
)
from adapters.outbound.cache import CachePolicy, CacheSettings, ResponseCache
from adapters.outbound.intent import Intent
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import URL, Answer, FakeSystem, ListSink, Pieces, answer, get, post, reporter

SETTINGS = CacheSettings(ttl_seconds=60.0, stale_seconds_max=3600.0, entries_max=3)


def cached(
    system: httpx.AsyncBaseTransport,
    clock: FakeClock,
    cache: ResponseCache | None = None,
    sink: ListSink | None = None,
) -> CachePolicy:
    """Return the policy under test."""
    cache = ResponseCache(SETTINGS) if cache is None else cache
    return CachePolicy(system, cache=cache, clock=clock, reporter=reporter(clock, sink))


def _body(text: str) -> Answer:
    async def give(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"v": text}, headers={"etag": "e"})

    return give


@virtual
async def test_a_fresh_answer_saves_the_call(clock: FakeClock) -> None:
    """Until its time is up the same answer comes from the cache, unmarked; then the system is asked again."""
    sink = ListSink()
    system = FakeSystem(clock, _body("one"), _body("two"))
    policy = cached(system, clock, sink=sink)
    for _ in range(3):
        response = await policy.handle_async_request(get())
        assert (response.json(), response.headers["etag"]) == ({"v": "one"}, "e")
        assert "stale_seconds" not in response.extensions
        await clock.sleep(30.0)
    assert len(system.sent) == 1
    assert (await policy.handle_async_request(get())).json() == {"v": "two"}
    assert [event["stale"] for event in sink.fields(AuditKind.CACHE)] == [False, False]


@pytest.mark.parametrize("error", [SystemUnavailable, BreakerOpen, QuotaExceeded, DeadlineExceeded, OutcomeUnknown])
def test_a_stale_answer_stands_in_and_says_so(error: type[IntegrationError]) -> None:
    """Whatever transient thing keeps us from asking; the age is with it, and it is never fresh again."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        sink = ListSink()
        system = FakeSystem(clock, _body("one"), error("away"), error("away"), _body("two"))
        policy = cached(system, clock, sink=sink)
        await policy.handle_async_request(get())
        await clock.sleep(100.0)
        for age in (100.0, 110.0):
            response = await policy.handle_async_request(get())
            assert (response.json(), response.extensions["stale_seconds"]) == ({"v": "one"}, age)
            await clock.sleep(10.0)
        response = await policy.handle_async_request(get())
        assert (response.json(), response.extensions.get("stale_seconds")) == ({"v": "two"}, None)
        assert sink.fields(AuditKind.CACHE)[0]["because"] == error.__name__

    scenario()


@virtual
async def test_an_answer_that_is_too_old_does_not_stand_in(clock: FakeClock) -> None:
    """Beyond the bound the error is raised; so it is without any answer."""
    policy = cached(FakeSystem(clock, _body("one"), last=SystemUnavailable("away")), clock)
    await policy.handle_async_request(get())
    await clock.sleep(3601.0)
    for url in (URL, URL + "/other"):
        with pytest.raises(SystemUnavailable):
            await policy.handle_async_request(get(url=url))


@virtual
async def test_an_error_that_is_not_transient_is_not_covered_up(clock: FakeClock) -> None:
    """Wrong credentials must be seen, and a 404 is an answer."""
    system = FakeSystem(clock, _body("one"), ConfigurationError("key"), 404)
    policy = cached(system, clock)
    await policy.handle_async_request(get())
    await clock.sleep(100.0)
    with pytest.raises(ConfigurationError):
        await policy.handle_async_request(get())
    assert (await policy.handle_async_request(get())).status_code == 404


@virtual
async def test_only_whole_successful_reads_are_kept(clock: FakeClock) -> None:
    """Writes, errors, streams and what the system forbids to keep are asked every time."""

    async def forbidden(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"cache-control": "private, no-store"}, json={})

    streamed = Intent("s", idempotent=True, streamed=True)
    for script, request in (
        ([200, 200], post()),
        ([404, 200], get()),
        ([answer(200, stream=Pieces(clock, b"x")), 200], get()),
        ([forbidden, 200], get()),
        ([200, 200], get(streamed)),
    ):
        system = FakeSystem(clock, *script)
        policy = cached(system, clock)
        for _ in range(2):
            await policy.handle_async_request(request)
        assert len(system.sent) == 2


@virtual
async def test_different_questions_have_different_answers(clock: FakeClock) -> None:
    """Query and accepted language are part of the key; credentials and correlation are not."""
    system = FakeSystem(clock)
    policy = cached(system, clock)
    for request in (
        get(url=URL + "?q=1"),
        get(url=URL + "?q=2"),
        get(url=URL + "?q=1", headers={"accept-language": "de"}),
        get(url=URL + "?q=1", headers={"authorization": "Bearer x", "x-correlation-id": "c"}),
    ):
        await policy.handle_async_request(request)
    assert len(system.sent) == 3


@virtual
async def test_neither_urls_nor_credentials_are_kept(clock: FakeClock) -> None:
    """Keys are digests: nothing of what was asked can be read from the cache."""
    cache = ResponseCache(SETTINGS)
    policy = cached(FakeSystem(clock), clock, cache)
    await policy.handle_async_request(get(url=URL + "?email=jane", headers={"authorization": "Bearer sesame"}))
    kept = repr(vars(cache))
    assert "jane" not in kept
    assert "sesame" not in kept


@virtual
async def test_the_least_recently_used_answer_goes_first(clock: FakeClock) -> None:
    """The cache does not grow beyond its bound."""
    cache, system = ResponseCache(SETTINGS), FakeSystem(clock)
    policy = cached(system, clock, cache)
    for name in "abcadab":  # the second a keeps it; d drives out b, b drives out c
        await policy.handle_async_request(get(url=f"{URL}/{name}"))
    assert len(cache) == 3
    assert len(system.sent) == 5


@virtual
async def test_a_compressed_answer_is_kept_readable(clock: FakeClock) -> None:
    """What was decompressed once is not decompressed again."""

    async def give(_request: httpx.Request) -> httpx.Response:
        response = httpx.Response(
            200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(gzip.compress(b'{"a":1}'))
        )
        await response.aread()
        return response

    policy = cached(FakeSystem(clock, give), clock)
    bodies = [(await policy.handle_async_request(get())).json() for _ in range(2)]
    assert bodies == [{"a": 1}] * 2
