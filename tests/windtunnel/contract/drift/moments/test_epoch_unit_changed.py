"""sem-epoch-unit-changed."""

from __future__ import annotations

from ..drifting import make, pass_through, shown, written


def test_seconds_become_milliseconds_and_back_in_requests() -> None:
    """The system had seconds."""
    assert shown("sem-epoch-unit-changed", "due", 1767603600) == 1767603600000
    assert written("sem-epoch-unit-changed", "Ticket.due", {"due": 1767603600000}) == {"due": 1767603600}
    assert written("sem-epoch-unit-changed", "Ticket.due", {"due": 1767603600}) == {"due": 1767603600}


def test_milliseconds_become_seconds_and_back_in_requests() -> None:
    """The system had milliseconds, as its answers showed."""
    drift = make("sem-epoch-unit-changed", "Ticket.due")
    assert pass_through(drift, {"ticket": {"due": 1767603600000}})[0]["ticket"] == {"due": 1767603600}
    assert written("", "", {"due": 1767603600}, drift) == {"due": 1767603600000}


def test_what_is_no_time_is_left_alone() -> None:
    """Zero, a flag, a text."""
    assert [shown("sem-epoch-unit-changed", "due", value) for value in (0, True, "a")] == [0, True, "a"]
