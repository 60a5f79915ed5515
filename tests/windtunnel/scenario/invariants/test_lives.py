"""What one process learned, the next one does not know."""

from __future__ import annotations

from windtunnel.scenario.invariants.lives import born, died_between


def test_a_death_lies_between_two_moments_or_at_one_of_them() -> None:
    """Before and after do not count."""
    asked = [(0.0, 4.0), (0.0, 5.0), (5.0, 6.0), (6.0, 8.0), (6.0, 20.0)]
    assert [died_between([5.0, 9.0], since, until) for since, until in asked] == [False, True, True, False, True]


def test_a_process_came_after_the_last_death() -> None:
    """The first one was there from the beginning."""
    assert [born([5.0, 9.0], moment) for moment in (4.0, 5.0, 8.0, 10.0)] == [float("-inf"), 5.0, 5.0, 9.0]
