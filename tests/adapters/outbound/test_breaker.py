"""A system that keeps failing is left alone for a while, then tried carefully."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.audit import AuditKind
from adapters.errors import BreakerOpen, DeadlineExceeded
from adapters.outbound.breaker import (
    TRANSITIONS,
    Breaker,
    BreakerGate,
    BreakerPolicy,
    BreakerSettings,
    BreakerSignal,
    BreakerState,
    BreakerTransition,
)
from tests.adapters.fake_clock import FakeClock, run, virtual
from tests.adapters.fake_system import Answer, FakeSystem, ListSink, Pieces, answer, get, reporter
from tests.adapters.set_clock import SetClock

SETTINGS = BreakerSettings(
    failures_in_row=3,
    failure_rate=0.5,
    samples_min=10,
    window_seconds=60.0,
    cool_down_seconds=30.0,
    probes_max=2,
    successes_to_close=2,
    probe_wait_seconds=5.0,
)
CLOSED, OPEN, HALF_OPEN = BreakerState.CLOSED, BreakerState.OPEN, BreakerState.HALF_OPEN


def breaker(clock: FakeClock, sink: ListSink | None = None, settings: BreakerSettings = SETTINGS) -> Breaker:
    """Return the breaker under test."""
    return Breaker(settings, clock=clock, reporter=reporter(clock, sink))


def test_the_table_is_complete() -> None:
    """Every state can be reached and left, and every signal is used."""
    assert {before for before, _ in TRANSITIONS} == set(TRANSITIONS.values()) == set(BreakerState)
    assert {signal for _, signal in TRANSITIONS} == set(BreakerSignal)


async def _call(policy: httpx.AsyncBaseTransport) -> int | str:
    try:
        return (await policy.handle_async_request(get())).status_code
    except (httpx.TransportError, BreakerOpen) as error:
        return type(error).__name__


@pytest.mark.parametrize("failure", [500, 503, httpx.ConnectError("x"), httpx.ReadTimeout("x"), 429, 404], ids=repr)
def test_failures_in_a_row_open_it(failure: Answer) -> None:
    """After the N-th failure nothing reaches the system; quotas and refusals are not failures."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, last=failure)
        guard = breaker(clock)
        policy = BreakerPolicy(system, breaker=guard)
        for _ in range(8):
            await _call(policy)
        healthy = failure in (429, 404)
        assert len(system.sent) == (8 if healthy else 3)
        assert guard.state is (CLOSED if healthy else OPEN)

    scenario()


@pytest.mark.parametrize(
    "silent",
    [httpx.PoolTimeout("ours"), httpx.LocalProtocolError("ours"), DeadlineExceeded("ours")],
    ids=repr,
)
def test_what_is_our_own_fault_says_nothing(silent: Exception) -> None:
    """Neither a failure nor a success: a row of failures goes on across it."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        guard = breaker(clock)
        policy = BreakerPolicy(FakeSystem(clock, 500, 500, silent, silent, silent, 500), breaker=guard)
        for _ in range(5):
            with pytest.raises(type(silent)) if _ >= 2 else _nothing():
                await policy.handle_async_request(get())
        assert guard.state is CLOSED
        await _call(policy)
        assert guard.state is OPEN

    scenario()


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_error: object) -> None: ...


@virtual
async def test_a_success_ends_the_row(clock: FakeClock) -> None:
    """Failures with successes in between open it only by their rate."""
    guard = breaker(clock, settings=replace(SETTINGS, samples_min=100))
    policy = BreakerPolicy(FakeSystem(clock, *[500, 500, 200] * 20), breaker=guard)
    for _ in range(60):
        await _call(policy)
    assert guard.state is CLOSED


@virtual
async def test_a_rate_of_failures_opens_it_once_there_are_enough_samples(clock: FakeClock) -> None:
    """Every second call fails: nothing happens up to the ninth, the tenth trips it."""
    guard = breaker(clock)
    policy = BreakerPolicy(FakeSystem(clock, *[200, 500] * 10), breaker=guard)
    states: list[BreakerState] = []
    for _ in range(10):
        await _call(policy)
        states.append(guard.state)
    assert states == [CLOSED] * 9 + [OPEN]


@virtual
async def test_old_failures_do_not_count(clock: FakeClock) -> None:
    """The same rate spread over more than the window never has enough samples."""
    guard = breaker(clock)
    policy = BreakerPolicy(FakeSystem(clock, *[200, 500] * 20), breaker=guard)
    for _ in range(40):
        await _call(policy)
        await clock.sleep(8.0)
    assert guard.state is CLOSED


@virtual
async def test_it_says_when_it_will_probe(clock: FakeClock) -> None:
    """The error carries the rest of the cool-down."""
    guard = breaker(clock)
    policy = BreakerPolicy(FakeSystem(clock, last=500), breaker=guard)
    for _ in range(3):
        await _call(policy)
    await clock.sleep(10.0)
    with pytest.raises(BreakerOpen, match="thing") as caught:
        await policy.handle_async_request(get())
    assert caught.value.retry_after_seconds == pytest.approx(20.0)
    assert caught.value.system == "thing"


@virtual
async def test_it_tells_how_long_it_holds_back_without_refusing(clock: FakeClock) -> None:
    """Nothing while closed or when a probe may go; the rest of the cool-down; a while when the probes are out."""
    guard = breaker(clock)
    assert guard.wait_seconds() == 0.0
    for _ in range(3):
        guard.settle(guard.admit(), success=False)
    assert guard.wait_seconds() == pytest.approx(30.0)
    await clock.sleep(31.0)
    assert guard.wait_seconds() == 0.0
    for _ in range(SETTINGS.probes_max):
        guard.admit()
    assert guard.wait_seconds() == SETTINGS.probe_wait_seconds


@virtual
async def test_it_closes_after_enough_probes(clock: FakeClock) -> None:
    """Closed, open, half open, closed: each change is announced to subscribers and to the trail."""
    sink, changes = ListSink(), list[BreakerTransition]()
    guard = breaker(clock, sink)
    guard.subscribe(changes.append)
    system = FakeSystem(clock, 500, 500, 500)
    policy = BreakerPolicy(system, breaker=guard)
    for _ in range(3):
        await _call(policy)
    await clock.sleep(30.0)
    assert await _call(policy) == 200
    assert guard.state is HALF_OPEN
    assert await _call(policy) == 200
    states = [(change.before, change.signal, change.after) for change in changes]
    assert states == [
        (CLOSED, BreakerSignal.TRIPPED, OPEN),
        (OPEN, BreakerSignal.COOLED_DOWN, HALF_OPEN),
        (HALF_OPEN, BreakerSignal.RECOVERED, CLOSED),
    ]
    assert [change.at - changes[0].at for change in changes] == [0.0, 30.0, 30.0]
    assert [event["after"] for event in sink.fields(AuditKind.BREAKER)] == ["open", "half_open", "closed"]


@virtual
async def test_a_failed_probe_opens_it_again_for_a_whole_cool_down(clock: FakeClock) -> None:
    """One failure is enough, and the clock starts anew."""
    system = FakeSystem(clock, last=500)
    policy = BreakerPolicy(system, breaker=breaker(clock))
    for _ in range(200):
        await _call(policy)
        await clock.sleep(1.0)
    assert system.times == [0.0, 1.0, 2.0, 32.0, 62.0, 92.0, 122.0, 152.0, 182.0]


@virtual
async def test_only_so_many_probes_at_once(clock: FakeClock) -> None:
    """A rush after the cool-down sends two calls; the others are told to come back."""
    system = FakeSystem(clock, 500, 500, 500, latency_seconds=1.0)
    policy = BreakerPolicy(system, breaker=breaker(clock))
    for _ in range(3):
        await _call(policy)
    await clock.sleep(30.0)
    results = await asyncio.gather(*[_call(policy) for _ in range(20)])
    assert sorted(results, key=str) == [200, 200] + ["BreakerOpen"] * 18
    assert system.in_flight_most == 2


@virtual
async def test_a_cancelled_probe_gives_its_place_back(clock: FakeClock) -> None:
    """Probes that end without a word on the system's health do not block those after them."""
    settings = replace(SETTINGS, probes_max=1, successes_to_close=1)
    system = FakeSystem(clock, 500, 500, 500, latency_seconds=1.0)
    guard = breaker(clock, settings=settings)
    policy = BreakerPolicy(system, breaker=guard)
    for _ in range(3):
        await _call(policy)
    await clock.sleep(30.0)
    probe = asyncio.create_task(_call(policy))
    await clock.sleep(0.5)
    assert await _call(policy) == "BreakerOpen"
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    assert await _call(policy) == 200
    assert guard.state is CLOSED


@virtual
async def test_a_call_from_an_earlier_period_does_not_count(clock: FakeClock) -> None:
    """Slow calls from before it opened neither close it while half open, nor open it once it has closed."""
    guard = breaker(clock)
    early = [
        asyncio.create_task(_call(BreakerPolicy(FakeSystem(clock, status, latency_seconds=ends), breaker=guard)))
        for status, ends in [(200, 40.0)] * 3 + [(500, 60.0)] * 3
    ]
    await clock.sleep(1.0)
    failing = BreakerPolicy(FakeSystem(clock, last=500), breaker=guard)
    for _ in range(3):
        await _call(failing)
    await clock.sleep(30.0)
    healthy = BreakerPolicy(FakeSystem(clock), breaker=guard)
    await _call(healthy)
    await clock.sleep(14.0)
    assert guard.state is HALF_OPEN
    await _call(healthy)
    assert await asyncio.gather(*early) == [200] * 3 + [500] * 3
    assert guard.state is CLOSED


@virtual
async def test_failures_from_before_do_not_open_it_again(clock: FakeClock) -> None:
    """After it has closed the rate is counted from nothing, though the window is still open."""
    guard = breaker(clock)
    policy = BreakerPolicy(FakeSystem(clock, *[200, 500] * 5, 200, 200, 500), breaker=guard)
    for _ in range(10):
        await _call(policy)
    assert guard.state is OPEN
    await clock.sleep(30.0)
    assert [await _call(policy) for _ in range(3)] == [200, 200, 500]
    assert guard.state is CLOSED


@virtual
async def test_the_gate_refuses_without_taking_a_probe(clock: FakeClock) -> None:
    """While open it refuses at once; after the cool-down it lets pass and leaves the state alone."""
    guard = breaker(clock)
    gate = BreakerGate(FakeSystem(clock), breaker=guard)
    assert await _call(gate) == 200
    policy = BreakerPolicy(FakeSystem(clock, last=500), breaker=guard)
    for _ in range(3):
        await _call(policy)
    assert await _call(gate) == "BreakerOpen"
    await clock.sleep(30.0)
    assert [await _call(gate) for _ in range(5)] == [200] * 5
    assert guard.state is OPEN


@virtual
async def test_a_stream_that_breaks_off_counts_as_a_failure(clock: FakeClock) -> None:
    """Three streams that begin well and then fail open the breaker like three failed calls."""
    broken = [answer(200, stream=Pieces(clock, b"a", httpx.ReadError("reset"))) for _ in range(3)]
    guard = breaker(clock)
    policy = BreakerPolicy(FakeSystem(clock, *broken), breaker=guard)
    for _ in range(3):
        response = await policy.handle_async_request(get())
        with pytest.raises(httpx.ReadError):
            await response.aread()
        await response.aclose()
    assert guard.state is OPEN


@virtual
async def test_a_stream_that_the_caller_gives_up_is_no_failure(clock: FakeClock) -> None:
    """Closing a stream in the middle says that it was well until then, and frees the probe."""
    guard = breaker(clock, settings=replace(SETTINGS, probes_max=1, successes_to_close=1))
    begun = answer(200, stream=Pieces(clock, b"a", b"b"))
    policy = BreakerPolicy(FakeSystem(clock, 500, 500, 500, begun), breaker=guard)
    for _ in range(3):
        await _call(policy)
    await clock.sleep(30.0)
    response = await policy.handle_async_request(get())
    assert (guard.state, await _call(policy)) == (HALF_OPEN, "BreakerOpen")
    await response.aclose()
    assert guard.state is CLOSED


class _Model:
    """The breaker as one would explain it: for one call at a time."""

    def __init__(self) -> None:
        self.state, self.row, self.good, self.opened_at = CLOSED, 0, 0, 0.0

    def expect(self, now: float) -> bool:
        if self.state is OPEN and now >= self.opened_at + SETTINGS.cool_down_seconds:
            self.state, self.good = HALF_OPEN, 0
        return self.state is not OPEN

    def settle(self, now: float, success: bool) -> None:
        self.row = 0 if success else self.row + 1
        self.good += success
        if (self.state is HALF_OPEN and not success) or self.row >= SETTINGS.failures_in_row:
            self.state, self.row, self.opened_at = OPEN, 0, now
        elif self.state is HALF_OPEN and self.good >= SETTINGS.successes_to_close:
            self.state, self.row = CLOSED, 0


@given(calls=st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 1.0, 15.0, 30.0, 31.0])), max_size=60))
def test_it_behaves_like_its_description(calls: list[tuple[bool, float]]) -> None:
    """Any sequence of results and pauses leads through the states of a naive model."""

    async def scenario(clock: FakeClock) -> None:
        guard = breaker(clock, settings=replace(SETTINGS, samples_min=10**6))
        model = _Model()
        for success, pause in calls:
            await clock.sleep(pause)
            admitted = model.expect(clock.steady())
            result = await _call(BreakerPolicy(FakeSystem(clock, 200 if success else 500), breaker=guard))
            assert (result != "BreakerOpen") is admitted
            if admitted:
                model.settle(clock.steady(), success)
            assert guard.state is model.state

    run(scenario)


@pytest.mark.parametrize("set_seconds", [3600.0, -3600.0])
def test_a_clock_that_is_set_changes_no_cool_down(set_seconds: float) -> None:
    """It stays open for its time, whatever the time of day becomes."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        shown = SetClock(clock)
        guard = Breaker(SETTINGS, clock=shown, reporter=reporter(clock, None))
        for _ in range(SETTINGS.failures_in_row):
            guard.settle(guard.admit(), success=False)
        shown.ahead_seconds = set_seconds
        with pytest.raises(BreakerOpen) as refused:
            guard.check()
        assert refused.value.retry_after_seconds == SETTINGS.cool_down_seconds
        await clock.sleep(SETTINGS.cool_down_seconds)
        guard.check()

    scenario()
