"""sem-property-renamed."""

from __future__ import annotations

from ..drifting import seen, written


def test_the_value_has_another_name_in_the_same_place() -> None:
    """Order of names stays."""
    changed = seen("sem-property-renamed", "Ticket.subject", to="title")
    assert list(changed.items())[:2] == [("id", 111), ("title", "a question")]


def test_requests_say_it_by_the_new_name() -> None:
    """The system knows it by the old one."""
    assert written("sem-property-renamed", "Ticket.subject", {"subject_v2": "s"}) == {"subject": "s"}
