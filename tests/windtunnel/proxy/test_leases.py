"""Faults that end by themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.errors import ListenError
from windtunnel.proxy.leases import Leases


def test_a_lease_that_is_not_renewed_ends_the_fault() -> None:
    """Once, at its time."""
    clock, healed = SteppedClock(0.0), []
    leases = Leases(clock)
    leases.grant("a", 5, lambda: healed.append(clock.now()))
    clock.advance(20)
    assert healed == [5.0]


def test_renewing_counts_from_now_and_ending_forgets() -> None:
    """None ends a lease: the fault stays."""
    clock = SteppedClock(0.0)
    healed: list[tuple[str, float]] = []
    leases = Leases(clock)

    def healing(fault: str) -> Callable[[], None]:
        return lambda: healed.append((fault, clock.now()))

    for fault in ("renewed", "ended", "made permanent", "all"):
        leases.grant(fault, 5, healing(fault))
    clock.advance(3)
    leases.grant("renewed", 5, healing("renewed"))
    leases.end("ended")
    leases.grant("made permanent", None, lambda: healed.append(("never", 0)))
    clock.advance(3)
    assert healed == [("all", 5.0)]
    clock.advance(3)
    assert healed == [("all", 5.0), ("renewed", 8.0)]


def test_ending_all_of_them() -> None:
    """Nothing heals afterwards."""
    clock, healed = SteppedClock(0.0), []
    leases = Leases(clock)
    leases.grant("a", 5, lambda: healed.append(1))
    leases.end_all()
    clock.advance(20)
    assert healed == []


def test_healing_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    """Every second, while the port is taken; the log says why."""
    clock, attempts = SteppedClock(0.0), []

    def heal() -> None:
        attempts.append(clock.now())
        if len(attempts) < 3:
            raise ListenError("taken")

    Leases(clock).grant("a", 5, heal)
    clock.advance(20)
    assert attempts == [5.0, 6.0, 7.0]
    assert "a fault cannot end yet: taken" in caplog.text
