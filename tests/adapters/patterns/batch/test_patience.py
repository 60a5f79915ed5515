"""Trying again for as long as the window is open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from adapters.audit import AuditKind
from adapters.errors import ConfigurationError, ContractError, QuotaExceeded, Rejected, SystemUnavailable
from adapters.outbound.deadline import remaining_seconds
from adapters.patterns.batch.patience import WindowClosed
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import ListSink

from .plant import patience


def failing(*errors: Exception) -> Callable[[], Awaitable[str]]:
    """Return an attempt that raises these errors, one by one, and then succeeds."""
    waiting = list(errors)

    async def attempt() -> str:
        if waiting:
            raise waiting.pop(0)
        return "done"

    return attempt


@virtual
async def test_it_tries_again_less_and_less_often(clock: FakeClock) -> None:
    """Pauses double, with jitter, up to the longest; each is on the trail."""
    sink = ListSink()
    attempt = failing(*(SystemUnavailable("away", system="thing") for _ in range(7)))
    assert await patience(clock, sink).insist("work", attempt) == "done"
    pauses = [float(str(fields["pause_seconds"])) for fields in sink.fields(AuditKind.DEGRADED)]
    assert all(most / 2 <= pause <= most for pause, most in zip(pauses, (4, 8, 16, 32, 64, 64, 64), strict=True))
    assert clock.elapsed() == pytest.approx(sum(pauses))


@virtual
async def test_it_waits_as_long_as_it_is_asked_to(clock: FakeClock) -> None:
    """A quota's own pause comes on top."""
    await patience(clock, ListSink()).insist("work", failing(QuotaExceeded("full", retry_after_seconds=300.0)))
    assert 302.0 <= clock.elapsed() <= 304.0


@pytest.mark.parametrize(
    "error",
    [ConfigurationError("no permission"), ContractError("is missing", system="thing", version="1", operation="get")],
)
def test_what_a_person_has_to_mend_is_tried_rarely(error: Exception) -> None:
    """There is no point in trying soon, and none in giving up before the window closes."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        await patience(clock, ListSink()).insist("work", failing(error))
        assert 32.0 <= clock.elapsed() <= 64.0

    scenario()


@virtual
async def test_it_gives_up_when_the_window_would_close_first(clock: FakeClock) -> None:
    """It stops at once, and not only when the time has run out."""
    attempt = failing(*(SystemUnavailable("away") for _ in range(99)))
    with pytest.raises(WindowClosed):
        await patience(clock, ListSink(), seconds=20.0).insist("work", attempt)
    assert clock.elapsed() < 20.0


@virtual
async def test_an_attempt_has_no_more_time_than_the_window(clock: FakeClock) -> None:
    """The deadline of every call inside is the closing."""
    left: list[float] = []

    async def attempt() -> None:
        left.append(remaining_seconds())

    await patience(clock, ListSink(), seconds=50.0).insist("work", attempt)
    assert left == [pytest.approx(50.0)]


@virtual
async def test_an_attempt_can_be_given_less_time_than_the_window(clock: FakeClock) -> None:
    """Each one anew, and never more than is left."""
    left: list[float] = []
    trouble = [SystemUnavailable("away")]

    async def attempt() -> None:
        left.append(remaining_seconds())
        if trouble:
            raise trouble.pop()

    await patience(clock, ListSink(), seconds=50.0).insist("work", attempt, within_seconds=10.0)
    await patience(clock, ListSink(), seconds=5.0).insist("work", attempt, within_seconds=10.0)
    assert left == [pytest.approx(10.0), pytest.approx(10.0), pytest.approx(5.0)]


@virtual
async def test_what_will_never_succeed_is_not_repeated(clock: FakeClock) -> None:
    """A refusal is the caller's business."""
    with pytest.raises(Rejected):
        await patience(clock, ListSink()).insist("work", failing(Rejected("no")))
    assert clock.elapsed() == 0.0


@virtual
async def test_a_chunk_begins_only_with_enough_time_left(clock: FakeClock) -> None:
    """The reserve is asked for beforehand."""
    waiting = patience(clock, ListSink(), seconds=50.0)
    waiting.require(49.0)
    with pytest.raises(WindowClosed):
        waiting.require(51.0)
