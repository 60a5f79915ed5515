"""What callers may set, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"priority": "enormous"}, "priority"),
        ({"type": "riddle"}, "type"),
        ({"status": "lost"}, "status"),
        ({"subject": " "}, "subject"),
        ({"group_id": 1}, "group"),
        ({"assignee_id": 1}, "assignee"),
        ({"assignee_email": "no@one.example"}, "assignee"),
        ({"requester_id": 1}, "requester"),
        ({"organization_id": 1}, "organization"),
        ({"due_at": "soon"}, "due_at"),
        ({"problem_id": 1}, "problem_id"),
        ({"custom_fields": [1]}, "custom_fields"),
        ({"custom_status_id": 1}, "custom_status_id"),
        ({"requester": {"email": "new@mail.example"}}, "requester"),
        ({"requester": {"name": "x", "email": "nonsense"}}, "email"),
    ],
)
def test_values_that_are_not_allowed(desk: Desk, values: dict[str, Any], field: str) -> None:
    """Each is named in the details, and nothing is created."""
    users = len(desk.store["users"])
    body = {"ticket": {"comment": {"body": "x"}, "requester": {"name": "A", "email": "a@mail.example"}, **values}}
    assert field in desk.post("/tickets.json", body, 422)["details"]
    assert (len(desk.store["tickets"]), len(desk.store["users"])) == (0, users)


@pytest.mark.parametrize("values", [{"group_id": "x"}, {"tags": 5}, {"collaborator_ids": 1}, {"subject": []}])
def test_values_of_a_wrong_type(desk: Desk, values: dict[str, Any]) -> None:
    """They have the titled envelope."""
    body = {"ticket": {"comment": {"body": "x"}, **values}}
    assert desk.post("/tickets.json", body, 400)["error"]["title"] == "Invalid attribute"


def test_ids_may_be_text(desk: Desk) -> None:
    """Digits in quotes are a number."""
    group = desk.group("cards")
    assert desk.ticket(group_id=str(group["id"]))["group_id"] == group["id"]


def test_assignee_and_group_go_together(desk: Desk) -> None:
    """An assignee brings a group of his; a group without him drops him; both given have to fit."""
    cards, refunds = desk.group("cards"), desk.group("refunds")
    agent = desk.user(name="Bo", email="bo@desk.example", role="agent")
    membership = {"group_membership": {"user_id": agent["id"], "group_id": cards["id"]}}
    desk.post("/group_memberships.json", membership)
    ticket = desk.ticket(assignee_id=agent["id"])
    assert (ticket["group_id"], ticket["status"]) == (cards["id"], "open")
    moved = desk.update(ticket["id"], group_id=refunds["id"])["ticket"]
    assert (moved["group_id"], moved["assignee_id"]) == (refunds["id"], None)
    refused = desk.update(ticket["id"], 422, group_id=refunds["id"], assignee_id=agent["id"])
    assert "assignee" in refused["details"]
    again = desk.update(ticket["id"], assignee_email="bo@desk.example")["ticket"]
    assert (again["group_id"], again["assignee_id"]) == (cards["id"], agent["id"])


def test_an_end_user_cannot_be_assigned(desk: Desk) -> None:
    """Only agents solve tickets."""
    desk.ticket(requester={"name": "A", "email": "a@mail.example"})
    requester = desk.get("/tickets/1.json")["ticket"]["requester_id"]
    assert "assignee" in desk.update(1, 422, assignee_id=requester)["details"]


def test_custom_fields_are_held_twice_and_ignored_where_unknown() -> None:
    """custom_fields and fields are one list; a list and a mapping of values both work."""
    desk = Desk({"ticket_fields": [{"id": 1, "title": "A"}, {"id": 2, "title": "B", "type": "checkbox"}]})
    ticket = desk.ticket(custom_fields=[{"id": 1, "value": "x"}, {"id": 99, "value": "y"}])
    assert ticket["custom_fields"] == ticket["fields"] == [{"id": 1, "value": "x"}, {"id": 2, "value": False}]
    after = desk.update(1, custom_fields={"2": True})["ticket"]
    assert after["fields"] == [{"id": 1, "value": "x"}, {"id": 2, "value": True}]
    desk.post("/ticket_fields.json", {"ticket_field": {"type": "text", "title": "C"}})
    field_id = desk.get("/ticket_fields.json")["ticket_fields"][-1]["id"]
    later = desk.update(1, custom_fields=[{"id": field_id, "value": "late"}])["ticket"]
    assert later["custom_fields"][-1] == {"id": field_id, "value": "late"}


def test_people_in_copy(desk: Desk) -> None:
    """They are found or created, put and deleted one by one."""
    ticket = desk.ticket(email_ccs=[{"user_email": "a@mail.example", "user_name": "A"}])
    first = ticket["email_cc_ids"]
    assert ticket["collaborator_ids"] == first
    more = {"user_email": "b@mail.example", "action": "put"}
    after = desk.update(1, email_ccs=[more, {"user_id": str(first[0]), "action": "delete"}])["ticket"]
    assert len(after["email_cc_ids"]) == 1
    assert after["email_cc_ids"] != first
    me = desk.get("/users/me.json")["user"]["id"]
    assert desk.update(1, followers=[{"user_id": str(me)}])["ticket"]["follower_ids"] == [me]


def test_dates_and_problems(desk: Desk) -> None:
    """A due date is kept in UTC; an incident belongs to a problem, which then has incidents."""
    desk.ticket(type="problem")
    ticket = desk.ticket(type="task", due_at="2026-02-01T10:00:00+02:00")
    assert ticket["due_at"] == "2026-02-01T08:00:00Z"
    assert desk.update(2, due_at=None)["ticket"]["due_at"] is None
    desk.ticket(type="incident", problem_id=1)
    assert desk.get("/tickets/1.json")["ticket"]["has_incidents"] is True
    assert [each["id"] for each in desk.get("/tickets/1/incidents.json")["tickets"]] == [3]


def test_tags_are_added_and_taken_away_beside_those_that_stay(desk: Desk) -> None:
    """Without repeating any."""
    ticket = desk.ticket(tags=["a", "b"])
    changed = desk.update(ticket["id"], additional_tags=["b", "c"])["ticket"]
    assert sorted(changed["tags"]) == ["a", "b", "c"]
    changed = desk.update(ticket["id"], remove_tags=["a", "z"])["ticket"]
    assert sorted(changed["tags"]) == ["b", "c"]


@pytest.mark.parametrize("values", [{"priority": "soon"}, {"type": "riddle"}, {"group_id": 1}])
def test_a_value_that_is_not_allowed_is_refused_and_nothing_changes(desk: Desk, values: dict[str, object]) -> None:
    """By name, with the vendor's validation envelope."""
    ticket = desk.ticket()
    desk.clock.advance(5)
    assert desk.update(ticket["id"], 422, **values)["error"] == "RecordInvalid"
    assert desk.get(f"/tickets/{ticket['id']}.json")["ticket"]["updated_at"] == ticket["updated_at"]
