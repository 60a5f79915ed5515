"""The queues of a topic in RabbitMQ."""

from __future__ import annotations

import pytest

from adapters.brokers.rabbitmq_topology import LADDER_SECONDS, Names, step_of
from adapters.ports.broker import Topic


@pytest.mark.parametrize(
    ("delay_seconds", "step"),
    [(0.001, 0.05), (0.05, 0.05), (0.9, 1.0), (0.7, 0.2), (5.0, 5.0), (90.0, 60.0), (9e9, 1800.0)],
)
def test_a_wait_begins_on_a_step_of_the_ladder(delay_seconds: float, step: float) -> None:
    """On the next longer one where that is little longer, else on the next shorter one."""
    assert step_of(delay_seconds) == step


@pytest.mark.parametrize("delay_seconds", [0.01, 0.3, 3.3, 59.0, 119.0, 1234.5])
def test_a_wait_is_never_too_short_and_a_quarter_too_long_at_most(delay_seconds: float) -> None:
    """Whatever the length, few steps make it up."""
    steps: list[float] = []
    while sum(steps) < delay_seconds:
        steps.append(step_of(delay_seconds - sum(steps)))
    assert sum(steps) <= max(delay_seconds * 1.25, LADDER_SECONDS[0])
    assert len(steps) <= 16


def test_only_ordered_topics_have_lanes_of_their_own() -> None:
    """All keys of the others go through one queue, so that its consumers share them evenly."""
    ordered = Names("ns", Topic(name="orders", ordered=True, lanes=3))
    assert ordered.lanes() == ["0", "1", "2"]
    assert ordered.lane("acme") in ordered.lanes()
    assert ordered.queue("2") == "ns.orders.lane.2"
    shared = Names("ns", Topic(name="orders", lanes=3))
    assert (shared.lanes(), shared.lane("acme")) == (["all"], "all")
    assert shared.waiting(0.05) == "ns.orders.wait.50"
