"""All policies together."""

from __future__ import annotations

import asyncio
import io
from contextlib import suppress
from dataclasses import replace
from functools import partial
from random import Random

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.audit import AuditKind, AuditSink, JsonLinesSink
from adapters.authentication.bearer import BearerPolicy
from adapters.authentication.origins import Origins
from adapters.authentication.token import Token
from adapters.authentication.tokens import StaticToken
from adapters.errors import (
    BreakerOpen,
    DeadlineExceeded,
    IntegrationError,
    OutcomeUnknown,
    QuotaExceeded,
    SystemUnavailable,
)
from adapters.masking import Secret
from adapters.outbound.breaker import BreakerSettings, BreakerState
from adapters.outbound.cache import CacheSettings
from adapters.outbound.concurrency import BulkheadSettings
from adapters.outbound.correlation import correlation
from adapters.outbound.deadline import deadline
from adapters.outbound.intent import Intent
from adapters.outbound.pace import Rate
from adapters.outbound.policy import Policy
from adapters.outbound.ratelimit import LimiterSettings
from adapters.outbound.retry import RetrySettings
from adapters.outbound.retry_budget import RetryBudgetSettings
from adapters.outbound.stack import Stack, StackSettings, UseCase, bare_transport
from adapters.outbound.timeout import TimeoutSettings
from tests.adapters.fake_clock import FakeClock, run, virtual
from tests.adapters.fake_system import URL, Answer, FakeSystem, ListSink, Pieces, answer, reporter

TIMEOUTS = TimeoutSettings(1.0, 5.0, 5.0, 1.0, attempt_seconds=10.0)
RETRIES = RetrySettings(4, 0.5, 4.0, retry_after_seconds_max=30.0, min_attempt_seconds=0.2)
USE_CASE = UseCase(TIMEOUTS, RETRIES)
SETTINGS = StackSettings(
    "thing",
    BreakerSettings(5, 0.5, 20, 60.0, cool_down_seconds=30.0),
    LimiterSettings(Rate(100, 1.0, burst=100)),
    BulkheadSettings(in_flight_max=8, waiters_max=20, wait_seconds_max=30.0),
    RetryBudgetSettings(0.2, 50.0),
    idempotency_header="Idempotency-Key",
)
READ = Intent("things.read", idempotent=True)
CREATE = Intent("things.create", idempotent=False, key="k-1")
KEYED = Intent("things.create", idempotent=True, key="k-1")
STREAM = Intent("things.stream", idempotent=True, read_only=True, streamed=True)


def build(
    system: httpx.AsyncBaseTransport,
    clock: FakeClock,
    *,
    settings: StackSettings = SETTINGS,
    sink: AuditSink | None = None,
    authentication: Policy | None = None,
) -> Stack:
    """Return a stack on ``system``."""
    sink = ListSink() if sink is None else sink
    return Stack(settings, system, clock=clock, random=Random(1), sink=sink, authentication=authentication)


async def _get(transport: httpx.AsyncBaseTransport, intent: Intent = READ) -> httpx.Response:
    return await httpx.AsyncClient(transport=transport).get(URL, extensions=intent.extensions())


async def _post(transport: httpx.AsyncBaseTransport, intent: Intent) -> httpx.Response:
    return await httpx.AsyncClient(transport=transport).post(URL, json={"a": 1}, extensions=intent.extensions())


@virtual
async def test_what_identifies_the_work_is_the_same_in_every_attempt(clock: FakeClock) -> None:
    """Correlation id, key and body stay the same; nothing tells the attempts apart."""
    system = FakeSystem(clock, 503, httpx.ReadTimeout("x"), 500, 201)
    with correlation("job-7"):
        response = await _post(build(system, clock).transport_for(USE_CASE), KEYED)
    assert (response.status_code, response.extensions["attempts"], response.extensions["in_doubt"]) == (
        201,
        4,
        True,
    )
    assert {sent.headers["idempotency-key"] for sent in system.sent} == {"k-1"}
    assert {sent.headers["x-correlation-id"] for sent in system.sent} == {"job-7"}
    assert all(sent.headers == system.sent[0].headers and sent.body == system.sent[0].body for sent in system.sent)


def _cut(clock: FakeClock) -> Answer:
    cut = httpx.RemoteProtocolError("peer closed connection without sending complete message body")
    return answer(200, headers={"content-type": "application/json"}, stream=Pieces(clock, b'{"a": ', cut))


@virtual
async def test_a_body_that_breaks_off_is_a_failed_attempt(clock: FakeClock) -> None:
    """A read is repeated, an unkeyed write is unknown, and the breaker has counted both."""
    system = FakeSystem(clock, _cut(clock), 200)
    response = await _get(build(system, clock).transport_for(USE_CASE))
    assert (response.status_code, len(system.sent)) == (200, 2)
    system = FakeSystem(clock, last=_cut(clock))
    stack = build(system, clock)
    for _ in range(5):
        with pytest.raises(OutcomeUnknown):
            await _post(stack.transport_for(USE_CASE), CREATE)
    assert stack.breaker.state is BreakerState.OPEN


@virtual
async def test_a_hanging_system_costs_its_slots_and_the_deadline(clock: FakeClock) -> None:
    """Never more than the slots in flight, every caller back in time, and not one attempt too late."""
    system = FakeSystem(clock, latency_seconds=1e6)
    stack = build(system, clock)

    async def call() -> float:
        with deadline(clock, 15.0):
            try:
                await _get(stack.transport_for(USE_CASE))
            except (DeadlineExceeded, BreakerOpen, SystemUnavailable):
                return clock.elapsed()
        raise AssertionError("answered")

    ends = await asyncio.gather(*[call() for _ in range(40)])
    assert max(ends) <= 15.0 + 1e-3
    assert system.in_flight_most <= 8
    assert system.times[-1] <= 15.0 - 0.2
    assert (stack.bulkhead.in_flight, stack.bulkhead.waiting) == (0, 0)


@virtual
async def test_no_call_passes_an_open_breaker_after_waiting(clock: FakeClock) -> None:
    """Calls that stood in line when the breaker opened do not reach the system."""
    system = FakeSystem(clock, last=500)
    chosen = replace(SETTINGS, limiter=LimiterSettings(Rate(1, 1.0)))
    stack = build(system, clock, settings=chosen)
    transport = stack.transport_for(UseCase(TIMEOUTS, replace(RETRIES, attempts_max=1)))
    results = await asyncio.gather(*[_get(transport) for _ in range(20)], return_exceptions=True)
    assert len(system.sent) == 5
    assert [type(result) for result in results] == [SystemUnavailable] * 5 + [BreakerOpen] * 15


@virtual
async def test_an_open_breaker_fails_fast(clock: FakeClock) -> None:
    """No slot, no token, no wait: the answer is immediate and says when to come back."""
    system = FakeSystem(clock, last=500)
    stack = build(system, clock, settings=replace(SETTINGS, limiter=LimiterSettings(Rate(5, 1000.0, burst=5))))
    transport = stack.transport_for(USE_CASE)
    with pytest.raises(IntegrationError):
        await _get(transport)
    with pytest.raises(BreakerOpen):
        await _get(transport)
    before = clock.elapsed()
    with pytest.raises(BreakerOpen) as caught:
        await _get(transport)
    assert clock.elapsed() == before
    assert 29.0 < caught.value.retry_after_seconds <= 30.0


@virtual
async def test_the_deadline_is_checked_after_the_waits(clock: FakeClock) -> None:
    """A call that had time when it came, and has too little when its turn comes, is not sent."""
    system = FakeSystem(clock)
    stack = build(system, clock, settings=replace(SETTINGS, limiter=LimiterSettings(Rate(1, 2.0))))
    transport = stack.transport_for(USE_CASE)
    await _get(transport)
    with deadline(clock, 2.1), pytest.raises(DeadlineExceeded):
        await _get(transport)
    assert clock.elapsed() == pytest.approx(2.0, abs=1e-3)
    assert len(system.sent) == 1


@virtual
async def test_the_rate_holds_also_behind_a_slow_system(clock: FakeClock) -> None:
    """Calls that piled up while all slots were taken do not leave faster than the limit afterwards."""
    system = FakeSystem(clock, *[_slow(clock, 20.0)] * 2)
    settings = replace(
        SETTINGS,
        limiter=LimiterSettings(Rate(4, 2.0, burst=2)),
        bulkhead=BulkheadSettings(2, waiters_max=50, wait_seconds_max=100.0),
    )
    stack = build(system, clock, settings=settings)
    transport = stack.transport_for(UseCase(replace(TIMEOUTS, read_seconds=50.0, attempt_seconds=50.0), RETRIES))
    await asyncio.gather(*[_get(transport) for _ in range(20)])
    for start in system.times:
        assert len([at for at in system.times if start <= at < start + 2.0 - 1e-3]) <= 4
    assert system.in_flight_most <= 2


def _slow(clock: FakeClock, seconds: float) -> Answer:
    async def give(_request: httpx.Request) -> httpx.Response:
        await clock.sleep(seconds)
        return httpx.Response(200)

    return give


@virtual
async def test_one_retry_after_holds_everybody_back(clock: FakeClock) -> None:
    """Callers of all use cases wait until the time has come; the one that was told comes back by itself."""
    system = FakeSystem(clock, answer(429, headers={"Retry-After": "10"}))
    stack = build(system, clock)
    first, second = stack.transport_for(USE_CASE), stack.transport_for(USE_CASE)
    told = asyncio.create_task(_get(first))
    await clock.sleep(1.0)
    await asyncio.gather(told, _get(second), _get(first))
    assert system.times[0] == 0.0
    assert min(system.times[1:]) >= 10.0
    assert len(system.sent) == 4


@virtual
async def test_a_retry_after_beyond_the_cap_is_left_to_the_queue(clock: FakeClock) -> None:
    """The caller hears how long, and until then nobody else bothers the system either."""
    system = FakeSystem(clock, answer(503, headers={"Retry-After": "600"}))
    transport = build(system, clock).transport_for(USE_CASE)
    for expected in (600.0, 600.0):
        with pytest.raises(QuotaExceeded) as caught:
            await _get(transport)
        assert caught.value.retry_after_seconds == expected
    assert len(system.sent) == 1


class _Renewing:
    """Tokens t0, t1, t2 ...; each rejection brings the next."""

    def __init__(self) -> None:
        self.tokens = [Token(Secret("access-token-0"))]

    async def current(self) -> Token:
        return self.tokens[-1]

    async def replace(self, rejected: Token) -> Token:
        if rejected is self.tokens[-1]:
            self.tokens.append(Token(Secret(f"access-token-{len(self.tokens)}")))
        return self.tokens[-1]

    def accepted(self, token: Token) -> None:
        pass


@pytest.mark.parametrize(
    ("script", "sent", "status"),
    [([401, 200], 2, 200), ([401, 401], 2, 401), ([503, 401, 503, 401], 4, 401), ([401, 503, 200], 3, 200)],
)
def test_a_request_is_authenticated_anew_once(script: list[int], sent: int, status: int) -> None:
    """Once over all its attempts; a second 401 is final, and there is at most one attempt more."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, *script)
        authentication = partial(BearerPolicy, tokens=_Renewing(), origins=Origins(URL))
        stack = build(system, clock, authentication=authentication)
        response = await _get(stack.transport_for(USE_CASE))
        assert (response.status_code, len(system.sent)) == (status, sent)
        assert stack.breaker.state is BreakerState.CLOSED

    scenario()


@virtual
async def test_a_stream_passes_through_piece_by_piece(clock: FakeClock) -> None:
    """Nothing is buffered, the slot is held until the stream is closed, and the end is the end."""
    steps = [step for number in range(3) for step in (1.0, f"data: {number}\n\n".encode())]
    pieces = Pieces(clock, *steps)
    headers = {"content-type": "text/event-stream"}
    stack = build(FakeSystem(clock, 503, answer(200, headers=headers, stream=pieces)), clock)
    seen: list[tuple[int, str]] = []
    client = httpx.AsyncClient(transport=stack.transport_for(USE_CASE))
    async with client.stream("POST", URL, json={}, extensions=STREAM.extensions()) as response:
        started_at = clock.elapsed()
        async for line in response.aiter_lines():
            seen.append((round(clock.elapsed() - started_at), line))
            assert stack.bulkhead.in_flight == 1
    assert [(at, line) for at, line in seen if line] == [(0, "data: 0"), (1, "data: 1"), (2, "data: 2")]
    assert (stack.bulkhead.in_flight, pieces.closed, response.extensions["attempts"]) == (0, True, 2)


@virtual
async def test_a_stream_is_repeated_before_its_first_piece_only(clock: FakeClock) -> None:
    """Broken before anything came, it is tried again; broken later, the reader gets an error."""
    headers = {"content-type": "text/event-stream"}
    early = Pieces(clock, httpx.ReadError("reset"))
    late = Pieces(clock, b"data: 0\n\n", httpx.ReadError("reset"))
    system = FakeSystem(clock, *[answer(200, headers=headers, stream=pieces) for pieces in (early, late)])
    stack = build(system, clock)
    client = httpx.AsyncClient(transport=stack.transport_for(USE_CASE))
    got: list[bytes] = []
    with pytest.raises(SystemUnavailable):
        async with client.stream("POST", URL, json={}, extensions=STREAM.extensions()) as response:
            async for piece in response.aiter_bytes():
                got.append(piece)
    assert (got, len(system.sent)) == ([b"data: 0\n\n"], 2)
    assert (early.closed, late.closed, stack.bulkhead.in_flight) == (True, True, 0)


@pytest.mark.parametrize("after_seconds", [0.5, 1.5, 30.0])
def test_cancellation_closes_the_upstream_answer(after_seconds: float) -> None:
    """Before the first piece, in the middle, and in a silence: nothing stays open or held."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        pieces = Pieces(clock, 1.0, b"data: 0\n\n", 1.0, b"data: 1\n\n", 1e6)
        stack = build(FakeSystem(clock, answer(200, stream=pieces)), clock)
        patient = replace(TIMEOUTS, read_seconds=100.0)

        async def read() -> None:
            client = httpx.AsyncClient(transport=stack.transport_for(UseCase(patient, RETRIES)))
            async with client.stream("GET", URL, extensions=STREAM.extensions()) as response:
                async for _ in response.aiter_lines():
                    pass

        task = asyncio.create_task(read())
        await clock.sleep(after_seconds)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert pieces.closed
        assert stack.bulkhead.in_flight == 0

    scenario()


@virtual
async def test_a_cached_answer_bridges_an_outage(clock: FakeClock) -> None:
    """With the system away and the breaker open, the last answer is served, marked with its age."""
    system = FakeSystem(clock, 200, last=httpx.ConnectError("refused"))
    use_case = UseCase(TIMEOUTS, RETRIES, CacheSettings(10.0, 3600.0, 100))
    transport = build(system, clock).transport_for(use_case)
    await _get(transport)
    await clock.sleep(60.0)
    ages = [(await _get(transport)).extensions["stale_seconds"] for _ in range(5)]
    assert min(ages) >= 60.0
    assert len(system.sent) <= 1 + 5
    with deadline(clock, 0.0):
        assert (await _get(transport)).extensions["stale_seconds"] >= 60.0


@virtual
async def test_the_trail_has_one_attempt_for_everything_sent(clock: FakeClock) -> None:
    """What our trail says agrees with the wire: number, order, replays, and one key and id for all."""
    sink = ListSink()
    system = FakeSystem(clock, 401, 503, httpx.ReadError("x"), 200)
    authentication = partial(BearerPolicy, tokens=_Renewing(), origins=Origins(URL))
    stack = build(system, clock, sink=sink, authentication=authentication)
    with correlation("job-7"):
        await _post(stack.transport_for(USE_CASE), KEYED)
    attempts = sink.fields(AuditKind.ATTEMPT)
    assert len(attempts) == len(system.sent) == 4
    assert [(event["attempt"], event.get("status", event.get("error"))) for event in attempts] == [
        (1, 401),
        (1, 503),
        (2, "ReadError"),
        (3, 200),
    ]
    assert {event.fields["correlation_id"] for event in sink.events} == {"job-7"}
    assert {event.key for event in sink.events} == {"k-1"}


@virtual
async def test_no_secret_reaches_trail_errors_or_representations(clock: FakeClock) -> None:
    """A canary token that a hostile system plays back is nowhere to be found."""
    canary = Secret("canary-token-5f3a9c")

    async def echo(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"reset while sending {request.headers['authorization']}")

    stream = io.StringIO()
    authentication = partial(BearerPolicy, tokens=StaticToken(Token(canary)), origins=Origins(URL))
    stack = build(FakeSystem(clock, last=echo), clock, sink=JsonLinesSink(stream), authentication=authentication)
    with pytest.raises(OutcomeUnknown) as caught:
        await _post(stack.transport_for(USE_CASE), CREATE)
    texts = stream.getvalue() + str(caught.value) + repr(caught.value) + repr(vars(stack))
    assert "attempt" in texts
    assert "5f3a9c" not in texts


@virtual
async def test_closing_a_client_leaves_the_shared_transport_open(clock: FakeClock) -> None:
    """The stack closes it, once, when everything is over."""
    system = FakeSystem(clock)
    stack = build(system, clock)
    async with httpx.AsyncClient(transport=stack.transport_for(USE_CASE)) as client:
        await client.get(URL)
    assert not system.closed
    await stack.aclose()
    assert system.closed


@virtual
async def test_a_bare_transport_bounds_and_repeats_nothing(clock: FakeClock) -> None:
    """Token endpoints are asked once."""
    sink = ListSink()
    system = FakeSystem(clock, 503, last=200, latency_seconds=1.0)
    transport = bare_transport(system, replace(TIMEOUTS, attempt_seconds=0.5), reporter(clock, sink))
    with pytest.raises(httpx.ReadTimeout):
        await transport.handle_async_request(httpx.Request("POST", URL))
    assert (len(system.sent), len(sink.fields(AuditKind.ATTEMPT))) == (1, 1)


FAULTS = st.sampled_from(
    [200, 200, 401, 404, 429, 500, 503, httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.ReadError("x")]
)


@settings(max_examples=80)
@given(script=st.lists(FAULTS, max_size=30), seed=st.integers(0, 99))
def test_the_bounds_hold_under_any_faults(script: list[Answer], seed: int) -> None:
    """Any faults: typed errors only, bounded attempts, callers back in time, nothing left behind."""

    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, *script, latency_seconds=0.05)
        authentication = partial(BearerPolicy, tokens=_Renewing(), origins=Origins(URL))
        stack = build(system, clock, authentication=authentication)
        random = Random(seed)

        async def call(number: int) -> None:
            await clock.sleep(random.uniform(0.0, 5.0))
            intent = Intent("op", idempotent=number % 2 == 0, key=f"k-{number}")
            started_at = clock.elapsed()
            with deadline(clock, 6.0), suppress(IntegrationError):
                await _post(stack.transport_for(USE_CASE), intent)
            assert clock.elapsed() - started_at <= 6.0 + 1e-3

        await asyncio.gather(*[call(number) for number in range(12)])
        keys = [sent.headers["idempotency-key"] for sent in system.sent]
        assert all(keys.count(key) <= RETRIES.attempts_max + 1 for key in keys)
        assert (stack.bulkhead.in_flight, stack.bulkhead.waiting, system.in_flight) == (0, 0, 0)

    run(scenario)
