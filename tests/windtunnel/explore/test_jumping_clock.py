"""A clock that is set while the subject reads it."""

from __future__ import annotations

from windtunnel.explore.jumping_clock import JumpingClock
from windtunnel.explore.schedule import Jump
from windtunnel.kernel.clock import SteppedClock


def test_time_of_day_jumps_when_it_is_told_to() -> None:
    """Forward and back, each at its moment."""
    world = SteppedClock(1000.0)
    clock = JumpingClock(world, (Jump(at=5, seconds=60), Jump(at=10, seconds=-90)), 1000.0)
    assert clock.now() == 1000.0
    world.advance(5)
    assert clock.now() == 1065.0
    world.advance(5)
    assert clock.now() == 980.0


def test_durations_do_not_jump() -> None:
    """What was planned for ten seconds from now happens in ten seconds."""
    world, rung = SteppedClock(1000.0), []
    clock = JumpingClock(world, (Jump(at=0, seconds=3600),), 1000.0)
    clock.call_at(clock.now() + 10, lambda: rung.append(world.now()))
    world.advance(20)
    assert rung == [1010.0]


def test_a_clock_is_put_right_again() -> None:
    """A jump that lasts ends after its time."""
    world = SteppedClock(1000.0)
    clock = JumpingClock(world, (Jump(at=5, seconds=3600, lasts=20),), 1000.0)
    world.advance(24)
    assert clock.now() == 4624.0
    world.advance(1)
    assert clock.now() == 1025.0


def test_the_steady_reading_knows_no_jumps() -> None:
    """It moves with the world, and with nothing else."""
    world = SteppedClock(1000.0)
    clock = JumpingClock(world, (Jump(at=5, seconds=3600), Jump(at=10, seconds=-7200)), 1000.0)
    before = clock.steady()
    world.advance(20)
    assert clock.steady() - before == 20.0
