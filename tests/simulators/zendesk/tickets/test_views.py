"""Views."""

from __future__ import annotations

from typing import Any

from ..desk import Desk


def _view(desk: Desk, **values: Any) -> Any:
    return desk.post("/views.json", {"view": {"title": "Mine", **values}}, 200)["view"]


def _ids(desk: Desk, view: Any) -> list[int]:
    return [each["id"] for each in desk.get(f"/views/{view['id']}/tickets.json")["tickets"]]


def test_a_view_shows_the_tickets_of_its_conditions(desk: Desk) -> None:
    """All of the one list, one of the other, and closed tickets only when they are asked for."""
    for values in ({"priority": "low"}, {"priority": "urgent"}, {"type": "task"}, {"status": "closed"}):
        desk.ticket(**values)
    urgent = {"field": "priority", "operator": "is", "value": "urgent"}
    task = {"field": "type", "operator": "is", "value": "task"}
    view = _view(desk, any=[urgent, task])
    assert _ids(desk, view) == [2, 3]
    assert desk.get(f"/views/{view['id']}/count.json")["view_count"]["value"] == 2
    desk.put(f"/views/{view['id']}.json", {"view": {"all": [task]}})
    assert _ids(desk, view) == [3]
    assert _ids(desk, _view(desk)) == [1, 2, 3]
    assert _ids(desk, _view(desk, all=[{"field": "status", "operator": "is", "value": "closed"}])) == [4]


def test_the_view_of_the_caller(desk: Desk) -> None:
    """The first view holds what is assigned to whoever looks."""
    me, mine = desk.get("/users/me.json")["user"], desk.ticket()
    desk.ticket()
    desk.update(mine["id"], assignee_id=me["id"])
    assert _ids(desk, desk.get("/views.json")["views"][0]) == [mine["id"]]


def test_a_view_is_executed(desk: Desk) -> None:
    """Rows hold the chosen columns and come newest first."""
    for subject in ("a", "b"):
        desk.ticket(subject=subject)
    answer = desk.get(f"/views/{_view(desk, output={'columns': ['subject', 'nice_id']})['id']}/execute.json")
    assert [(row["subject"], row["nice_id"], row["ticket"]["id"]) for row in answer["rows"]] == [
        ("b", 2, 2),
        ("a", 1, 1),
    ]
    assert [column["id"] for column in answer["columns"]] == ["subject", "nice_id"]


def test_what_a_view_refuses(desk: Desk) -> None:
    """A title that is missing or emptied, and conditions that cannot be judged."""
    view = _view(desk)
    desk.post("/views.json", {"view": {"title": ""}}, 422)
    for title in ("", None):
        desk.put(f"/views/{view['id']}.json", {"view": {"title": title}}, 422)
    desk.post("/views.json", {"view": {"title": "x", "all": [{"field": "weather", "value": "rain"}]}}, 501)
    for wrong in (["status"], "status"):
        answer = desk.call("POST", "/views.json", {"view": {"title": "x", "all": wrong}})
        assert answer.status in (400, 422)
    assert [each["id"] for each in desk.get("/views/search.json?query=mine")["views"]] == [view["id"]]
