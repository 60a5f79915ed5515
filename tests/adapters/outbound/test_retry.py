"""Trying again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from adapters.outbound.deadline import deadline
from adapters.outbound.intent import Intent
from adapters.outbound.retry import RetryPolicy, RetrySettings
from adapters.outbound.retry_budget import RetryBudget, RetryBudgetSettings
from adapters.outbound.verdict import Classify, Outcome, Verdict, classify_status
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import FakeSystem, ListSink, Pieces, answer, get, post, reporter

SETTINGS = RetrySettings(
    attempts_max=4,
    delay_seconds=1.0,
    delay_seconds_max=8.0,
    retry_after_seconds_max=60.0,
    min_attempt_seconds=0.1,
)
CREATE = Intent("things.create", idempotent=False, key="k1")
KEYED = Intent("things.create", idempotent=True, key="k1")
READ = Intent("things.read", idempotent=True)
SEARCH = Intent("things.search", idempotent=False, read_only=True)


def retrying(
    system: httpx.AsyncBaseTransport,
    clock: FakeClock,
    *,
    settings: RetrySettings = SETTINGS,
    seed: int = 1,
    reserve: float = 100.0,
    sink: ListSink | None = None,
    classify: Classify = classify_status,
) -> RetryPolicy:
    """Return the policy under test."""
    return RetryPolicy(
        system,
        settings=settings,
        budget=RetryBudget(RetryBudgetSettings(0.1, reserve)),
        clock=clock,
        random=Random(seed),
        reporter=reporter(clock, sink),
        classify=classify,
    )


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 409, 410, 412, 422, 501])
def test_final_answers_are_not_repeated(status: int) -> None:
    """Success and refusals are handed over after one attempt, whatever the intent."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        for request in (get(READ), post(KEYED), post(CREATE)):
            system = FakeSystem(clock, status)
            response = await retrying(system, clock).handle_async_request(request)
            assert (response.status_code, len(system.sent)) == (status, 1)
            assert response.extensions["attempts"] == 1
            assert "in_doubt" not in response.extensions

    scenario()


NOT_SENT = [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")]
UNANSWERED = [
    httpx.ReadTimeout("x"),
    httpx.ReadError("x"),
    httpx.RemoteProtocolError("x"),
    httpx.WriteError("x"),
]


@pytest.mark.parametrize("failure", [*NOT_SENT, 429, 503], ids=repr)
@pytest.mark.parametrize("request_", [get(READ), post(KEYED), post(CREATE)], ids=["read", "keyed", "create"])
def test_what_was_not_done_is_always_repeated(failure: Exception | int, request_: httpx.Request) -> None:
    """A refused connection, a quota or an outage that says so: nothing happened, so it is tried again."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, failure, failure, 201)
        request = httpx.Request(request_.method, request_.url, content=b"{}", extensions=dict(request_.extensions))
        response = await retrying(system, clock).handle_async_request(request)
        assert (response.status_code, len(system.sent)) == (201, 3)
        assert "in_doubt" not in response.extensions

    scenario()


@pytest.mark.parametrize("failure", [*UNANSWERED, 500, 502, 504, 408], ids=repr)
def test_what_may_have_been_done_is_repeated_only_if_that_is_harmless(failure: Exception | int) -> None:
    """Reads, searches and keyed writes are tried again; for any other the outcome is unknown at once."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        for request, in_doubt in ((get(READ), False), (post(SEARCH), False), (post(KEYED), True)):
            system = FakeSystem(clock, failure, 200)
            response = await retrying(system, clock).handle_async_request(request)
            assert (response.extensions["attempts"], len(system.sent)) == (2, 2)
            assert response.extensions.get("in_doubt", False) is in_doubt
        system = FakeSystem(clock, failure, 200)
        with pytest.raises(OutcomeUnknown, match="not idempotent"):
            await retrying(system, clock).handle_async_request(post(CREATE))
        assert len(system.sent) == 1

    scenario()


@pytest.mark.parametrize(
    ("script", "request_", "error"),
    [
        ([httpx.ConnectError("x")] * 4, post(CREATE), SystemUnavailable),
        ([503] * 4, post(CREATE), SystemUnavailable),
        ([429] * 4, post(CREATE), QuotaExceeded),
        ([500] * 4, get(READ), SystemUnavailable),
        ([500] * 4, post(SEARCH), SystemUnavailable),
        ([httpx.ReadTimeout("x")] * 4, post(KEYED), OutcomeUnknown),
        ([500, 503, 503, 503], post(KEYED), OutcomeUnknown),
        ([httpx.ReadError("x"), 429, 429, 429], post(KEYED), OutcomeUnknown),
        ([503, httpx.ReadError("x")], post(CREATE), OutcomeUnknown),
    ],
    ids=str,
)
def test_the_last_error_says_what_is_known(
    script: list[Exception | int], request_: httpx.Request, error: type[IntegrationError]
) -> None:
    """One unanswered attempt among refused ones is enough to make the outcome of a write unknown."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, *script)
        with pytest.raises(error) as caught:
            await retrying(system, clock).handle_async_request(request_)
        assert type(caught.value) is error
        assert caught.value.system == "thing"
        assert len(system.sent) == len(script)

    scenario()


@virtual
async def test_the_same_bytes_are_sent_every_time(clock: FakeClock) -> None:
    """A body from a generator is kept for the next attempt; attempts are not marked on the wire."""

    async def body() -> AsyncIterator[bytes]:
        yield b"part one, "
        yield b"part two"

    request = httpx.Request("POST", get().url, content=body(), extensions=KEYED.extensions())
    system = FakeSystem(clock, 503, 500, 200)
    await retrying(system, clock).handle_async_request(request)
    assert [sent.body for sent in system.sent] == [b"part one, part two"] * 3
    assert system.sent[0].headers == system.sent[1].headers == system.sent[2].headers


@given(
    retries=st.integers(0, 40),
    delay=st.floats(0.001, 10.0),
    ceiling=st.floats(0.001, 600.0),
    seed=st.integers(0, 2**32),
)
def test_the_delay_is_drawn_from_the_whole_interval(retries: int, delay: float, ceiling: float, seed: int) -> None:
    """Full jitter: between zero and the doubled delay, never above the cap, however many retries."""
    settings = replace(SETTINGS, delay_seconds=delay, delay_seconds_max=ceiling)
    drawn = settings.backoff_seconds(retries, Random(seed))
    assert 0.0 <= drawn <= min(ceiling, delay * 2.0**retries)


def test_delays_grow_and_spread() -> None:
    """On average the delay doubles, and clients with different seeds do not meet in the same millisecond."""
    means = [sum(SETTINGS.backoff_seconds(i, Random(seed)) for seed in range(400)) / 400 for i in range(5)]
    assert means == pytest.approx([0.5, 1.0, 2.0, 4.0, 4.0], rel=0.15)
    buckets = [int(SETTINGS.backoff_seconds(0, Random(seed)) * 1000) for seed in range(100)]
    assert len(set(buckets)) > 85


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "fraction", "milliseconds", "date"])
def test_retry_after_is_waited_out(status: int, form: str) -> None:
    """Not before the time that the system asked for, and soon after it, in every form."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        date = format_datetime(datetime.fromtimestamp(clock.now() + 20.0, UTC), usegmt=True)
        headers = {
            "seconds": {"Retry-After": "20"},
            "fraction": {"Retry-After": "20.0"},
            "milliseconds": {"Retry-After-Ms": "20000"},
            "date": {"Retry-After": date},
        }[form]
        system = FakeSystem(clock, answer(status, headers=headers), 200)
        await retrying(system, clock).handle_async_request(post(CREATE))
        assert 20.0 <= system.times[1] <= 21.0

    scenario()


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("asked", "budget"), [("61", 1000.0), ("30", 29.0)])
def test_a_wait_that_is_too_long_is_left_to_the_queue(status: int, asked: str, budget: float) -> None:
    """Beyond the cap or the deadline the call ends at once and says how long the system wants its peace."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, answer(status, headers={"Retry-After": asked}), 200)
        with deadline(clock, budget), pytest.raises(QuotaExceeded) as caught:
            await retrying(system, clock).handle_async_request(post(CREATE))
        assert caught.value.retry_after_seconds == float(asked)
        assert (clock.elapsed(), len(system.sent)) == (0.0, 1)

    scenario()


@virtual
async def test_a_vendors_own_quota_answer_is_understood(clock: FakeClock) -> None:
    """A spoke can say that its 403 is a quota, and for how long; any other 403 stays final."""

    def classify(response: httpx.Response) -> Verdict:
        if response.status_code == 403 and b"REQUEST_LIMIT" in response.content:
            return Verdict(Outcome.THROTTLED, retry_after_seconds=3600.0)
        return classify_status(response)

    async def limited(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, content=b"REQUEST_LIMIT_EXCEEDED")

    with pytest.raises(QuotaExceeded) as caught:
        await retrying(FakeSystem(clock, limited), clock, classify=classify).handle_async_request(get(READ))
    assert caught.value.retry_after_seconds == 3600.0
    response = await retrying(FakeSystem(clock, 403), clock, classify=classify).handle_async_request(get(READ))
    assert response.status_code == 403


@virtual
async def test_no_attempt_starts_beyond_the_deadline(clock: FakeClock) -> None:
    """The wait that would end too late is not begun; reads say deadline, unanswered writes stay unknown."""
    slow = replace(SETTINGS, delay_seconds=4.0, attempts_max=50)
    for request, error in ((get(READ), DeadlineExceeded), (post(KEYED), OutcomeUnknown)):
        system = FakeSystem(clock, last=500, latency_seconds=1.0)
        with deadline(clock, 10.0), pytest.raises(error, match="deadline"):
            await retrying(system, clock, settings=slow).handle_async_request(request)
        assert 1 < len(system.sent) < 50
        assert system.times[-1] <= 10.0 - SETTINGS.min_attempt_seconds


@virtual
async def test_nothing_is_sent_without_time(clock: FakeClock) -> None:
    """A caller whose budget is below the minimum gets its answer without a request."""
    system = FakeSystem(clock)
    with deadline(clock, 0.05), pytest.raises(DeadlineExceeded):
        await retrying(system, clock).handle_async_request(get(READ))
    assert system.sent == []


@virtual
async def test_the_budget_bounds_amplification_when_everything_fails(clock: FakeClock) -> None:
    """At 100 % failure n calls make n + reserve + a tenth of n attempts, and the last ones just fail."""
    system = FakeSystem(clock, last=503)
    policy = retrying(system, clock, reserve=5.0)
    for _ in range(100):
        with pytest.raises(SystemUnavailable):
            await policy.handle_async_request(get(READ))
    assert 100 + 5 + 8 <= len(system.sent) <= 100 + 5 + 10


@virtual
async def test_our_own_refusals_are_not_repeated(clock: FakeClock) -> None:
    """What breaker, limiter or authentication say is final, unless an attempt was left unanswered."""
    refusal = BreakerOpen("open", retry_after_seconds=9.0)
    system = FakeSystem(clock, 503, refusal)
    with pytest.raises(BreakerOpen):
        await retrying(system, clock).handle_async_request(post(KEYED))
    assert len(system.sent) == 2
    with pytest.raises(OutcomeUnknown, match="then: open") as caught:
        await retrying(FakeSystem(clock, 500, refusal), clock).handle_async_request(post(KEYED))
    assert caught.value.__cause__ is refusal


@virtual
async def test_our_own_mistakes_are_not_repeated(clock: FakeClock) -> None:
    """A request that cannot be sent is an error of settings; a defect stays what it is."""
    system = FakeSystem(clock, httpx.UnsupportedProtocol("x"), KeyError("defect"))
    with pytest.raises(ConfigurationError):
        await retrying(system, clock).handle_async_request(get(READ))
    with pytest.raises(KeyError):
        await retrying(system, clock).handle_async_request(get(READ))
    assert len(system.sent) == 2


@virtual
async def test_dismissed_answers_are_closed(clock: FakeClock) -> None:
    """The connection of an answer that is not handed over is free before the wait."""
    pieces = Pieces(clock, b"busy")
    closed_at: list[bool] = []

    async def second(_request: httpx.Request) -> httpx.Response:
        closed_at.append(pieces.closed)
        return httpx.Response(200)

    await retrying(FakeSystem(clock, answer(503, stream=pieces), second), clock).handle_async_request(get(READ))
    assert closed_at == [True]


@virtual
async def test_cancellation_ends_the_retries(clock: FakeClock) -> None:
    """A caller that goes away during a wait causes no further attempt."""
    system = FakeSystem(clock, last=503)
    task = asyncio.create_task(retrying(system, clock).handle_async_request(get(READ)))
    await clock.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await clock.sleep(60.0)
    assert len(system.sent) == 1


@virtual
async def test_a_stream_is_not_repeated_once_it_was_handed_over(clock: FakeClock) -> None:
    """An error in the middle reaches the reader as an error of ours, and nothing is sent again."""
    for intent, error in ((READ, SystemUnavailable), (CREATE, OutcomeUnknown)):
        pieces = Pieces(clock, b"a", httpx.ReadError("reset"))
        system = FakeSystem(clock, answer(200, stream=pieces))
        request = get(intent) if intent is READ else post(intent)
        response = await retrying(system, clock).handle_async_request(request)
        reader = response.aiter_raw()
        assert await anext(reader) == b"a"
        with pytest.raises(error):
            await anext(reader)
        assert len(system.sent) == 1


@virtual
async def test_every_retry_is_on_the_audit_trail(clock: FakeClock) -> None:
    """Attempt, reason and delay of each retry; for the last one why it was given up."""
    sink = ListSink()
    system = FakeSystem(clock, httpx.ConnectError("x"), 503, 503, 503)
    with pytest.raises(SystemUnavailable):
        await retrying(system, clock, sink=sink).handle_async_request(post(KEYED))
    fields = sink.fields(AuditKind.RETRY)
    assert [(event["attempt"], event["what"]) for event in fields] == [
        (1, "ConnectError"),
        (2, "HTTP 503"),
        (3, "HTTP 503"),
        (4, "HTTP 503"),
    ]
    assert fields[-1]["given_up"] == "attempts"
    assert all("delay_seconds" in event for event in fields[:-1])
    assert {event.key for event in sink.events} == {"k1"}


@virtual
async def test_one_seed_gives_one_schedule(clock: FakeClock) -> None:
    """The same seed waits the same, another one differently: there is no other source of chance."""
    schedules: list[list[float]] = []
    for seed in (7, 7, 8):
        system = FakeSystem(clock, last=503)
        with pytest.raises(SystemUnavailable):
            await retrying(system, clock, seed=seed).handle_async_request(get(READ))
        schedules.append(system.times)
    assert schedules[0] == schedules[1] != schedules[2]
