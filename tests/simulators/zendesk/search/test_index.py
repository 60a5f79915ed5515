"""What the search sees, and when."""

from __future__ import annotations

from ..desk import Desk


def _found(desk: Desk, query: str) -> list[int]:
    return [result["id"] for result in desk.get(f"/search.json?query=type:ticket {query}")["results"]]


def test_new_tickets_are_found_after_the_lag(desk: Desk) -> None:
    """Not before five seconds have passed."""
    desk.ticket()
    desk.clock.advance(4.9)
    assert _found(desk, "card") == []
    desk.clock.advance(0.2)
    assert _found(desk, "card") == [1]


def test_changes_are_found_after_the_lag(desk: Desk) -> None:
    """Meanwhile the search answers with the state before, its fields included."""
    desk.ticket(priority="low")
    desk.settle()
    desk.update(1, priority="high")
    assert _found(desk, "priority:high") == []
    old = desk.get("/search.json?query=priority:low")["results"][0]
    assert old["priority"] == "low"
    desk.clock.advance(2)
    desk.update(1, priority="urgent")
    desk.clock.advance(3.5)
    assert _found(desk, "priority:high") == [1]
    desk.clock.advance(2)
    assert (_found(desk, "priority:high"), _found(desk, "priority:urgent")) == ([], [1])


def test_deletions_show_after_the_lag(desk: Desk) -> None:
    """A deleted ticket is found for some seconds more."""
    desk.ticket()
    desk.settle()
    desk.delete("/tickets/1.json")
    assert _found(desk, "card") == [1]
    desk.clock.advance(5.1)
    assert _found(desk, "card") == []


def test_what_was_there_on_the_first_day_is_found(desk: Desk) -> None:
    """Seeds are not new."""
    assert desk.get("/search.json?query=type:group cards")["count"] == 1
