"""Incremental exports."""

from __future__ import annotations

import base64

import pytest

from .desk import Desk


@pytest.fixture
def changed(desk: Desk) -> tuple[Desk, int]:
    """A desk where five tickets changed in three seconds, long ago, and the time before."""
    start = int(desk.clock.now())
    for n in range(5):
        desk.ticket(subject=f"T{n}")
        desk.clock.advance(1 if n % 2 else 0)
    desk.clock.advance(600)
    return desk, start


def test_pages_by_time_overlap_at_their_borders(changed: tuple[Desk, int]) -> None:
    """Each page begins at the second that the one before ended with."""
    desk, start = changed
    first = desk.get(f"/incremental/tickets.json?start_time={start}&per_page=3")
    assert ([ticket["id"] for ticket in first["tickets"]], first["count"]) == ([1, 2, 3], 3)
    assert (first["end_of_stream"], first["end_time"]) == (False, start + 1)
    assert f"start_time={start + 1}" in first["next_page"]
    second = desk.get(f"/incremental/tickets.json?start_time={first['end_time']}&per_page=3")
    assert ([ticket["id"] for ticket in second["tickets"]], second["end_of_stream"]) == ([3, 4, 5], True)


def test_a_page_never_stands_still(changed: tuple[Desk, int]) -> None:
    """A second with more records than fit comes whole, and the next page begins after it."""
    desk, start = changed
    page = desk.get(f"/incremental/tickets.json?start_time={start}&per_page=1")
    assert ([ticket["id"] for ticket in page["tickets"]], page["end_time"]) == ([1, 2], start + 1)


def test_nothing_changed(desk: Desk) -> None:
    """An empty page has no time to go on from."""
    desk.clock.advance(600)
    page = desk.get(f"/incremental/tickets.json?start_time={int(desk.clock.now()) - 300}")
    assert (page["tickets"], page["end_time"], page["next_page"], page["end_of_stream"]) == ([], None, None, True)


def test_pages_by_cursor_repeat_nothing(changed: tuple[Desk, int]) -> None:
    """A cursor is a base64 of second and id; the last page ends the stream and can be asked again later."""
    desk, start = changed
    first = desk.get(f"/incremental/tickets/cursor.json?start_time={start}&per_page=3")
    assert base64.b64decode(first["after_cursor"]).decode() == f"{start + 1}.0||3|"
    assert "start_time" not in first["after_url"]
    second = desk.get(f"/incremental/tickets/cursor.json?cursor={first['after_cursor']}&per_page=3")
    assert ([ticket["id"] for ticket in second["tickets"]], second["end_of_stream"]) == ([4, 5], True)
    desk.update(1, priority="low")
    desk.clock.advance(120)
    third = desk.get(f"/incremental/tickets/cursor.json?cursor={second['after_cursor']}")
    assert [ticket["id"] for ticket in third["tickets"]] == [1]


def test_the_last_minute_is_not_exported(desk: Desk) -> None:
    """What changed just now comes a minute later."""
    desk.clock.advance(600)
    desk.ticket()
    target = f"/incremental/tickets/cursor.json?start_time={int(desk.clock.now()) - 61}"
    assert desk.get(target)["tickets"] == []
    desk.clock.advance(61)
    assert len(desk.get(target)["tickets"]) == 1


@pytest.mark.parametrize("target", ["/incremental/tickets.json", "/incremental/users/cursor.json"])
def test_a_start_too_recent_is_refused(desk: Desk, target: str) -> None:
    """Less than a minute ago is too recent, no number is invalid."""
    answer = desk.get(f"{target}?start_time={int(desk.clock.now()) - 59}", 422)
    assert answer["description"].startswith("Too recent start_time")
    desk.get(f"{target}?start_time={int(desk.clock.now()) - 60}")
    assert desk.get(target, 400)["error"]["title"] == "Invalid attribute"


def test_a_cursor_from_elsewhere_is_refused(desk: Desk) -> None:
    """Nonsense is no cursor."""
    assert desk.get("/incremental/tickets/cursor.json?cursor=abc", 400)["errors"][0]["code"] == "InvalidCursor"


def test_deleted_tickets_are_exported_as_deleted(changed: tuple[Desk, int]) -> None:
    """The export is how others learn of deletions."""
    desk, start = changed
    desk.delete("/tickets/2.json")
    desk.clock.advance(120)
    page = desk.get(f"/incremental/tickets.json?start_time={start}")
    assert {ticket["id"]: ticket["status"] for ticket in page["tickets"]}[2] == "deleted"


def test_users_organizations_and_samples(desk: Desk) -> None:
    """Other kinds are exported too, samples of at most fifty."""
    desk.post("/organizations.json", {"organization": {"name": "Acme"}})
    desk.clock.advance(120)
    assert len(desk.get("/incremental/users.json?start_time=0")["users"]) == 2
    assert len(desk.get("/incremental/users/cursor.json?start_time=0")["users"]) == 2
    assert len(desk.get("/incremental/organizations.json?start_time=0")["organizations"]) == 1
    assert len(desk.get("/incremental/users/sample.json?start_time=0")["users"]) == 2
    assert desk.get("/incremental/ticket_events/sample.json?start_time=0", 501)["error"] == "NotBuilt"


def test_exports_are_for_administrators(desk: Desk) -> None:
    """An agent is refused."""
    desk.user(name="Bo", email="bo@desk.example", role="agent", password="secret")
    headers = {"authorization": desk.basic("bo@desk.example", "secret")}
    assert desk.get("/incremental/tickets.json?start_time=0", 403, headers=headers)["error"]["title"] == "Forbidden"
