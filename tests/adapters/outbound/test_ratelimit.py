"""Our requests keep a system's quota by themselves, and stop when it says so."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.audit import AuditKind
from adapters.errors import QuotaExceeded
from adapters.outbound.deadline import deadline
from adapters.outbound.dialect import HTTP, Dialect
from adapters.outbound.pace import Budget, Rate
from adapters.outbound.ratelimit import Limiter, LimiterSettings, RateLimitPolicy
from adapters.outbound.verdict import Outcome, Verdict, classify_status
from tests.adapters.fake_clock import FakeClock, run, virtual
from tests.adapters.fake_system import FakeSystem, ListSink, answer, get, reporter
from tests.adapters.set_clock import SetClock

SETTINGS = LimiterSettings(Rate(10, 10.0, burst=2), waiters_max=50, wait_seconds_max=60.0)
BY_CHANNEL = Dialect(scope_of=lambda request: request.headers.get("channel"))
PAUSED_BY_CHANNEL = replace(BY_CHANNEL, pause_scope_of=BY_CHANNEL.scope_of)


def limited(
    system: httpx.AsyncBaseTransport,
    clock: FakeClock,
    settings: LimiterSettings = SETTINGS,
    dialect: Dialect = HTTP,
    sink: ListSink | None = None,
) -> RateLimitPolicy:
    """Return the policy under test."""
    limiter = Limiter(settings, clock=clock, reporter=reporter(clock, sink), dialect=dialect)
    return RateLimitPolicy(system, limiter=limiter)


async def _send(policy: httpx.AsyncBaseTransport, channel: str | None = None) -> int | str:
    try:
        return (await policy.handle_async_request(get(headers={"channel": channel} if channel else {}))).status_code
    except QuotaExceeded as error:
        return type(error).__name__


@virtual
async def test_requests_leave_at_the_rate_in_order(clock: FakeClock) -> None:
    """A rush is spread out: the burst at once, the others evenly, first come first served."""
    system = FakeSystem(clock)
    policy = limited(system, clock)
    requests = [get(headers={"n": str(n)}) for n in range(6)]
    await asyncio.gather(*[policy.handle_async_request(request) for request in requests])
    assert system.times == pytest.approx([0.0, 0.0, 1.111, 2.222, 3.333, 4.444], abs=0.002)
    assert [sent.headers["n"] for sent in system.sent] == list("012345")


@settings(max_examples=60)
@given(
    arrivals=st.lists(st.tuples(st.floats(0.0, 8.0), st.sampled_from([None, "a", "b"])), min_size=1, max_size=60),
    cancel=st.sets(st.integers(0, 59), max_size=8),
)
def test_neither_rate_is_ever_exceeded(arrivals: list[tuple[float, str | None]], cancel: set[int]) -> None:
    """Whatever arrives when, on whatever channel, and whoever gives up: both limits hold in every window."""

    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock)
        chosen = replace(SETTINGS, rate_per_scope=Rate(2, 5.0, burst=1), waiters_max=99)
        policy = limited(system, clock, chosen, BY_CHANNEL)
        tasks = []
        for number, (pause, channel) in enumerate(arrivals):
            await clock.sleep(pause / 8.0)
            tasks.append(asyncio.create_task(_send(policy, channel)))
            if number in cancel:
                tasks[number // 2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        _check(system, None, 10, 10.0)
        _check(system, "a", 2, 5.0)
        _check(system, "b", 2, 5.0)

    run(scenario)


def _check(system: FakeSystem, channel: str | None, most: int, seconds: float) -> None:
    times = [sent.after_seconds for sent in system.sent if channel is None or sent.headers.get("channel") == channel]
    for start in times:
        assert len([at for at in times if start <= at < start + seconds - 1e-5]) <= most


@virtual
async def test_a_slow_channel_does_not_hold_up_the_others(clock: FakeClock) -> None:
    """Three messages wait for channel a; one for channel b, and one for none, leave at once."""
    system = FakeSystem(clock)
    chosen = replace(SETTINGS, rate=Rate(100, 1.0, burst=50), rate_per_scope=Rate(1, 5.0))
    policy = limited(system, clock, chosen, BY_CHANNEL)
    waiting = [asyncio.create_task(_send(policy, "a")) for _ in range(4)]
    await clock.sleep(0.1)
    await _send(policy, "b")
    await _send(policy)
    assert clock.elapsed() == pytest.approx(0.1)
    await asyncio.gather(*waiting)
    by_channel = [sent.after_seconds for sent in system.sent if sent.headers.get("channel") == "a"]
    assert by_channel == pytest.approx([0.0, 5.0, 10.0, 15.0], abs=0.002)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_stops_all_callers(status: int, form: str) -> None:
    """From the answer on nobody sends until the time has come, those included who were already waiting."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        date = format_datetime(datetime.fromtimestamp(clock.now() + 20.0, UTC), usegmt=True)
        headers = {"Retry-After": "20" if form == "seconds" else date}
        system = FakeSystem(clock, answer(status, headers=headers))
        policy = limited(system, clock, replace(SETTINGS, rate=Rate(1, 1.0)))
        first = asyncio.create_task(_send(policy))
        others = [asyncio.create_task(_send(policy)) for _ in range(3)]
        assert await first == status
        await asyncio.gather(*others)
        assert system.times == pytest.approx([0.0, 20.0, 21.0, 22.0], abs=0.002)

    scenario()


@virtual
async def test_a_refusal_can_concern_its_channel_only(clock: FakeClock) -> None:
    """Where the vendor says so, the other channels go on."""
    system = FakeSystem(clock, answer(429, headers={"Retry-After": "30"}))
    policy = limited(system, clock, LimiterSettings(None, wait_seconds_max=60.0), PAUSED_BY_CHANNEL)
    await _send(policy, "a")
    await asyncio.gather(_send(policy, "a"), _send(policy, "b"), _send(policy))
    assert system.times == pytest.approx([0.0, 0.0, 0.0, 30.0], abs=0.002)


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "100000"}, 50.0), ({}, 7.0), ({"Retry-After": "soon"}, 7.0)]
)
def test_pauses_are_bounded_and_have_a_default(headers: dict[str, str], seconds: float) -> None:
    """An absurd Retry-After does not stop us for a day, and a refusal without one stops us a little."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, answer(429, headers=headers))
        chosen = replace(SETTINGS, pause_seconds_max=50.0, pause_seconds_default=7.0)
        policy = limited(system, clock, chosen)
        await _send(policy)
        await _send(policy)
        assert system.times == pytest.approx([0.0, seconds], abs=0.002)

    scenario()


@virtual
async def test_an_outage_without_retry_after_is_no_pause(clock: FakeClock) -> None:
    """A plain 503 is the breaker's business."""
    system = FakeSystem(clock, 503)
    policy = limited(system, clock, replace(SETTINGS, pause_seconds_default=7.0))
    await _send(policy)
    await _send(policy)
    assert system.times == [0.0, 0.0]


@virtual
async def test_a_turn_that_comes_too_late_is_refused_at_once(clock: FakeClock) -> None:
    """Beyond the deadline or the longest wait the caller hears at once how long it would have been."""
    system = FakeSystem(clock, answer(429, headers={"Retry-After": "40"}))
    policy = limited(system, clock, replace(SETTINGS, wait_seconds_max=30.0))
    await _send(policy)
    with pytest.raises(QuotaExceeded, match="our own limit for thing") as caught:
        await policy.handle_async_request(get())
    assert caught.value.retry_after_seconds == pytest.approx(40.0)
    await clock.sleep(20.0)
    with deadline(clock, 10.0), pytest.raises(QuotaExceeded) as caught:
        await policy.handle_async_request(get())
    assert caught.value.retry_after_seconds == pytest.approx(20.0)
    assert clock.elapsed() == 20.0
    with deadline(clock, 25.0):
        assert await _send(policy) == 200
    assert system.times == pytest.approx([0.0, 40.0], abs=0.002)


@virtual
async def test_a_pause_that_begins_during_the_wait_ends_it_in_time(clock: FakeClock) -> None:
    """Somebody who could expect a turn, and then cannot, is refused when the wait has been long enough."""
    system = FakeSystem(clock, 200, answer(429, headers={"Retry-After": "100"}))
    policy = limited(system, clock, replace(SETTINGS, rate=Rate(1, 5.0), wait_seconds_max=20.0))
    await _send(policy)
    results = [asyncio.create_task(_send(policy)) for _ in range(2)]
    assert await asyncio.gather(*results) == [429, "QuotaExceeded"]
    assert clock.elapsed() == pytest.approx(20.0)


@virtual
async def test_the_line_is_bounded(clock: FakeClock) -> None:
    """One more than may wait is refused, and told how long the line is."""
    system = FakeSystem(clock)
    policy = limited(system, clock, replace(SETTINGS, rate=Rate(1, 2.0), waiters_max=3))
    tasks = [asyncio.create_task(_send(policy)) for _ in range(5)]
    results = await asyncio.gather(*tasks)
    assert results == [200, 200, 200, 200, "QuotaExceeded"]
    assert len(system.sent) == 4


@virtual
async def test_what_the_vendor_says_is_left_slows_us_down(clock: FakeClock) -> None:
    """Headers of any vendor come through observe: one request left, the next one waits for the reset."""

    def observe(response: httpx.Response) -> Budget | None:
        left = response.headers.get("x-left")
        return None if left is None else Budget(float(left), 12.0)

    system = FakeSystem(clock, answer(200, headers={"x-left": "1"}))
    policy = limited(system, clock, LimiterSettings(None), replace(HTTP, observe=observe))
    for _ in range(3):
        await _send(policy)
    assert system.times == pytest.approx([0.0, 0.0, 12.0], abs=0.002)


@virtual
async def test_a_vendors_own_quota_answer_is_a_pause(clock: FakeClock) -> None:
    """What classify calls throttled stops everybody for as long as it says."""

    def classify(response: httpx.Response) -> Verdict:
        return Verdict(Outcome.THROTTLED, 9.0) if response.status_code == 403 else classify_status(response)

    system = FakeSystem(clock, 403)
    policy = limited(system, clock, SETTINGS, replace(HTTP, classify=classify))
    await _send(policy)
    await _send(policy)
    assert system.times == pytest.approx([0.0, 9.0], abs=0.002)


@virtual
async def test_a_pause_that_begins_in_the_second_line_is_honoured(clock: FakeClock) -> None:
    """Its channel was free when it joined the system's line, and is paused when its turn there comes."""
    system = FakeSystem(clock, answer(429, headers={"Retry-After": "20"}), latency_seconds=1.0)
    chosen = LimiterSettings(Rate(1, 5.0), wait_seconds_max=60.0)
    policy = limited(system, clock, chosen, PAUSED_BY_CHANNEL)
    await asyncio.gather(_send(policy, "a"), _send(policy, "a"), _send(policy, "b"))
    assert [(sent.headers["channel"], round(sent.after_seconds, 2)) for sent in system.sent] == [
        ("a", 0.0),
        ("b", 5.0),
        ("a", 21.0),
    ]


@virtual
async def test_channels_at_rest_are_forgotten(clock: FakeClock) -> None:
    """A million channels do not stay in memory, and those that are still held back keep their limit."""
    system = FakeSystem(clock)
    chosen = LimiterSettings(None, rate_per_scope=Rate(1, 10.0), scopes_max=3, wait_seconds_max=60.0)
    policy = limited(system, clock, chosen, BY_CHANNEL)
    limiter = policy._limiter  # the size is not public
    for number in range(50):
        await _send(policy, f"c{number}")
        await clock.sleep(2.0)
    assert len(limiter._scopes) <= 6
    before = clock.elapsed()
    await _send(policy, "c47")  # sent 6 s ago
    assert clock.elapsed() - before == pytest.approx(4.0, abs=0.002)


@virtual
async def test_waits_pauses_and_refusals_are_on_the_audit_trail(clock: FakeClock) -> None:
    """Operators see why a call took long, and who asked us to stop."""
    sink = ListSink()
    system = FakeSystem(clock, answer(429, headers={"Retry-After": "5"}))
    policy = limited(system, clock, replace(SETTINGS, wait_seconds_max=8.0), sink=sink)
    await _send(policy)
    await _send(policy)
    with deadline(clock, 0.1):
        await _send(policy)
    kinds = [min(set(event) - {"wait_seconds"}) for event in sink.fields(AuditKind.THROTTLE)]
    assert kinds == ["paused_seconds", "waited_seconds", "refused"]


@pytest.mark.parametrize("set_seconds", [3600.0, -3600.0])
def test_a_clock_that_is_set_changes_no_pause(set_seconds: float) -> None:
    """The next request leaves when the vendor's ``Retry-After`` is over, no sooner and no later."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        shown = SetClock(clock)
        system = FakeSystem(clock, answer(429, headers={"retry-after": "20"}))
        limiter = Limiter(SETTINGS, clock=shown, reporter=reporter(clock, None))
        policy = RateLimitPolicy(system, limiter=limiter)
        await policy.handle_async_request(get())
        shown.ahead_seconds = set_seconds
        await policy.handle_async_request(get())
        assert system.times == pytest.approx([0.0, 20.0], abs=0.01)

    scenario()


@pytest.mark.parametrize(("status", "pauses_others"), [(429, False), (503, True)])
def test_a_refusal_pauses_what_it_concerns(status: int, pauses_others: bool) -> None:
    """One by quota all channels of its method, also those that were never used; an outage the whole system."""
    by_method = replace(BY_CHANNEL, pause_scope_of=lambda request: request.url.path)

    @virtual
    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, answer(status, headers={"Retry-After": "30"}))
        chosen = LimiterSettings(None, rate_per_scope=Rate(1, 1.0), wait_seconds_max=60.0)
        policy = limited(system, clock, chosen, by_method)
        sent: dict[str, float] = {}

        async def send(name: str, channel: str, path: str) -> None:
            await policy.handle_async_request(get(url=f"https://thing.test{path}", headers={"channel": channel}))
            sent[name] = round(clock.elapsed())

        await send("first", "a", "/post")
        await asyncio.gather(send("same", "a", "/post"), send("new", "b", "/post"), send("other", "c", "/list"))
        assert sent == {"first": 0, "same": 30, "new": 30, "other": 30 if pauses_others else 0}

    scenario()
