"""The part of a run that a schedule decides."""

from __future__ import annotations

from random import Random

import pytest

from windtunnel.explore.schedule import Jitter, Schedule
from windtunnel.explore.strikes import SeededLatency
from windtunnel.explore.world import explore_world
from windtunnel.kernel.errors import UsageError

from .exploring import PROJECT, exhausting, plan, strike


def test_service_times_lie_in_their_range_and_come_from_the_seed() -> None:
    """Whatever the operation."""
    jitter = Jitter(seed=3, least=0.5, most=3.0)
    once, again = ([SeededLatency(jitter, Random(3)).draw(name) for name in "ab"] for _ in range(2))
    assert once == again
    assert all(0.5 <= seconds <= 3.0 for seconds in once)


def test_strikes_strike_what_they_name_and_requests_are_counted() -> None:
    """Each once, in the phase in which its event was."""
    explored = explore_world(PROJECT, plan(), exhausting())
    assert [fault.injected for fault in explored.run.faults] == [1, 1, 1]
    assert explored.struck["lose-answer", "erp", "CreateParcel", "again"] == 1
    assert explored.operations["erp", "CreateParcel"] > 6


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"on": "chat", "kind": "refuse"}, "the scenario parcel has no role 'chat'"),
        ({"kind": "expire-tokens"}, "expire-tokens lasts for a time; it cannot strike one request"),
    ],
)
def test_a_strike_that_cannot_be_is_refused(fault: dict[str, str], told: str) -> None:
    """A role that the scenario lacks; a fault that lasts."""
    with pytest.raises(UsageError, match=told):
        explore_world(PROJECT, plan(), Schedule(strikes=(strike(0, **fault),)))
