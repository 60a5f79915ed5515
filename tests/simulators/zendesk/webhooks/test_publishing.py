"""Which events are told to whom."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from ..desk import Desk

URL = "http://receiver.example/hook"
ALL = [
    f"zen:event-type:{name}"
    for name in (
        "ticket.created",
        "ticket.updated",
        "ticket.status_changed",
        "ticket.priority_changed",
        "ticket.comment_added",
        "ticket.tags_changed",
        "ticket.custom_field_changed",
        "ticket.group_assignment_changed",
        "ticket.agent_assignment_changed",
        "ticket.soft_deleted",
        "ticket.undeleted",
        "ticket.permanently_deleted",
        "user.created",
        "user.name_changed",
        "user.role_changed",
        "user.deleted",
        "user.active_changed",
        "organization.created",
        "organization.name_changed",
        "organization.tags_changed",
        "organization.deleted",
    )
]


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A desk whose webhook hears of everything."""
    desk.system.connect(URL)
    webhook = desk.get("/webhooks")["webhooks"][0]
    desk.patch(f"/webhooks/{webhook['id']}", {"webhook": {"subscriptions": ALL}})
    return desk


def _heard(desk: Desk) -> list[str]:
    desk.clock.advance(1)
    types = desk.receiver.types()
    for payload in desk.receiver.payloads():
        _check(desk, payload)
    desk.receiver.parcels.clear()
    return types


def _check(desk: Desk, payload: Any) -> None:
    """Check a payload against the contract's webhooks."""
    kind = payload["type"].removeprefix("zen:event-type:").partition(".")[0]
    body = desk.system.contract.document["webhooks"][f"{kind}Event"]["post"]["requestBody"]
    schema = desk.system.contract.bundle(body["content"]["application/json"]["schema"])
    validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
    assert [error.message for error in validator.iter_errors(payload)] == []


def test_the_life_of_a_ticket(told: Desk) -> None:
    """Each change is an event of its own, and one that tells of all of them."""
    told.ticket()
    assert _heard(told) == ["ticket.created"]
    me = told.get("/users/me.json")["user"]["id"]
    told.update(1, priority="high", status="open", tags=["a"], comment={"body": "x", "public": False})
    assert _heard(told) == [
        "ticket.status_changed",
        "ticket.priority_changed",
        "ticket.tags_changed",
        "ticket.comment_added",
        "ticket.updated",
    ]
    told.update(1, assignee_id=me)
    assert _heard(told) == ["ticket.agent_assignment_changed", "ticket.group_assignment_changed", "ticket.updated"]
    told.delete("/tickets/1.json")
    told.put("/deleted_tickets/1/restore.json")
    told.delete("/tickets/1.json")
    told.finished_job(told.delete("/deleted_tickets/1.json", 200))
    assert _heard(told) == [
        "ticket.soft_deleted",
        "ticket.undeleted",
        "ticket.soft_deleted",
        "ticket.permanently_deleted",
    ]


def test_events_say_what_changed(told: Desk) -> None:
    """Current and previous values, in capitals where the vendor writes capitals."""
    told.ticket(priority="low")
    told.clock.advance(1)
    told.receiver.parcels.clear()
    told.update(1, priority="high", tags=["new"], comment={"body": "Hello"})
    told.clock.advance(1)
    events = {payload["type"].rpartition(".")[2]: payload for payload in told.receiver.payloads()}
    assert events["priority_changed"]["event"] == {"current": "HIGH", "previous": "LOW"}
    assert events["tags_changed"]["event"] == {"added": {"tags": ["new"]}, "removed": {"tags": []}}
    assert events["comment_added"]["event"]["comment"]["body"] == "Hello"
    detail = events["updated"]["detail"]
    assert (detail["id"], detail["status"], detail["priority"]) == ("1", "NEW", "HIGH")
    assert events["updated"]["subject"] == "zen:ticket:1"
    assert len({payload["id"] for payload in events.values()}) == len(events)


def test_users_and_organizations(told: Desk) -> None:
    """Their events have details of their own."""
    user = told.user(email="a@mail.example")
    told.put(f"/users/{user['id']}.json", {"user": {"name": "New", "role": "agent"}})
    told.delete(f"/users/{user['id']}.json", 200)
    organization = told.post("/organizations.json", {"organization": {"name": "Acme"}})["organization"]
    change = {"organization": {"name": "Acme 2", "tags": ["x"]}}
    told.put(f"/organizations/{organization['id']}.json", change)
    told.delete(f"/organizations/{organization['id']}.json")
    assert _heard(told) == [
        "user.created",
        "user.name_changed",
        "user.role_changed",
        "user.deleted",
        "user.active_changed",
        "organization.created",
        "organization.name_changed",
        "organization.tags_changed",
        "organization.deleted",
    ]


def test_only_what_was_subscribed_is_told(desk: Desk) -> None:
    """A connected receiver hears of new tickets alone, an inactive one of nothing."""
    webhook_id = desk.system.connect(URL)["webhook_id"]
    desk.ticket(requester={"name": "Ana"})
    desk.update(1, priority="low")
    assert _heard(desk) == ["ticket.created"]
    desk.patch(f"/webhooks/{webhook_id}", {"webhook": {"status": "inactive"}})
    desk.ticket()
    assert _heard(desk) == []
