"""Triggers that call webhooks."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk

BODY = '{"ticket_id": "{{ticket.id}}", "priority": "{{ticket.priority}}"}'


@pytest.fixture
def webhook(desk: Desk) -> Any:
    """A webhook that triggers call."""
    values = {
        "name": "Rules",
        "endpoint": "http://receiver.example/rules",
        "http_method": "POST",
        "request_format": "json",
        "status": "active",
        "subscriptions": ["conditional_ticket_events"],
    }
    return desk.post("/webhooks", {"webhook": values})["webhook"]


def _trigger(desk: Desk, webhook: Any, *conditions: tuple[str, str, str], body: Any = BODY, **more: Any) -> Any:
    every = [{"field": field, "operator": operator, "value": value} for field, operator, value in conditions]
    action = {"field": "notification_webhook", "value": [webhook["id"], body]}
    values = {"title": "Tell", "conditions": {"all": every, "any": []}, "actions": [action], **more}
    return desk.post("/triggers.json", {"trigger": values})["trigger"]


def test_a_trigger_sends_what_its_administrator_wrote(desk: Desk, webhook: Any) -> None:
    """When the conditions hold, and only then."""
    _trigger(desk, webhook, ("update_type", "is", "Create"), ("priority", "is", "urgent"))
    desk.ticket(priority="urgent")
    desk.ticket(priority="low")
    desk.update(1, status="open")
    desk.clock.advance(1)
    assert desk.receiver.payloads() == [{"ticket_id": "1", "priority": "urgent"}]
    assert desk.receiver.parcels[0].url == "http://receiver.example/rules"


def test_a_trigger_on_changes(desk: Desk, webhook: Any) -> None:
    """Changed, changed to, and comments are seen."""
    _trigger(desk, webhook, ("status", "changed", "solved"))
    _trigger(desk, webhook, ("comment_is_public", "is", "true"), ("update_type", "is", "Change"), body='{"c": 1}')
    desk.ticket()
    desk.update(1, status="solved")
    desk.update(1, comment={"body": "x", "public": True})
    desk.clock.advance(1)
    assert desk.receiver.payloads() == [{"ticket_id": "1", "priority": ""}, {"c": 1}]


def test_inactive_triggers_and_webhooks_rest(desk: Desk, webhook: Any) -> None:
    """Neither calls anybody."""
    trigger = _trigger(desk, webhook)
    desk.put(f"/triggers/{trigger['id']}.json", {"trigger": {"active": False}})
    desk.ticket()
    desk.put(f"/triggers/{trigger['id']}.json", {"trigger": {"active": True}})
    desk.patch(f"/webhooks/{webhook['id']}", {"webhook": {"status": "inactive"}})
    desk.ticket()
    desk.clock.advance(1)
    assert desk.receiver.parcels == []


def test_other_formats(desk: Desk, webhook: Any) -> None:
    """Forms are encoded, XML and GET are sent as they are written."""
    desk.patch(f"/webhooks/{webhook['id']}", {"webhook": {"request_format": "form_encoded"}})
    trigger = _trigger(desk, webhook, body=[["id", "{{ticket.id}}"], ["q", "a b"]])
    desk.ticket()
    desk.clock.advance(1)
    assert desk.receiver.parcels[0].body == b"id=1&q=a+b"
    desk.patch(f"/webhooks/{webhook['id']}", {"webhook": {"request_format": "xml"}})
    action = {"field": "notification_webhook", "value": [webhook["id"], "<t>{{ticket.id}}</t>"]}
    desk.put(f"/triggers/{trigger['id']}.json", {"trigger": {"actions": [action]}})
    desk.ticket()
    desk.clock.advance(1)
    assert desk.receiver.parcels[1].body == b"<t>2</t>"
    assert dict(desk.receiver.parcels[1].headers)["Content-Type"].startswith("application/xml")
    desk.patch(f"/webhooks/{webhook['id']}", {"webhook": {"http_method": "GET"}})
    desk.ticket()
    desk.clock.advance(1)
    assert (desk.receiver.parcels[2].method, desk.receiver.parcels[2].body) == ("GET", b"")


def test_a_body_that_is_no_json_after_all(desk: Desk, webhook: Any) -> None:
    """It is sent as it is."""
    _trigger(desk, webhook, body="{{ticket.id}} is new")
    desk.ticket()
    desk.clock.advance(1)
    assert desk.receiver.parcels[0].body == b"1 is new"


def test_triggers_are_records(desk: Desk, webhook: Any) -> None:
    """They are listed, found, shown, moved and deleted."""
    first, second = _trigger(desk, webhook), _trigger(desk, webhook, title="Other")
    assert [each["id"] for each in desk.get("/triggers.json")["triggers"]] == [first["id"], second["id"]]
    assert [each["id"] for each in desk.get("/triggers/search.json?query=oth")["triggers"]] == [second["id"]]
    body = {"triggers": [{"id": first["id"], "active": False, "position": 9}]}
    assert desk.put("/triggers/update_many.json", body)["triggers"][0]["position"] == 9
    assert [each["id"] for each in desk.get("/triggers/active.json")["triggers"]] == [second["id"]]
    assert desk.get(f"/triggers/{first['id']}.json")["trigger"]["active"] is False
    desk.delete(f"/triggers/{first['id']}.json")
    desk.delete(f"/triggers/destroy_many.json?ids={second['id']}")
    desk.get(f"/triggers/{first['id']}.json", 404)
    assert desk.get("/triggers.json")["count"] == 0


def test_what_is_not_simulated_is_refused(desk: Desk, webhook: Any) -> None:
    """Other actions and conditions answer 501, missing parts 422."""
    mail = [{"field": "notification_user", "value": ["requester_id", "s", "b"]}]
    desk.post("/triggers.json", {"trigger": {"title": "x", "actions": mail}}, 501)
    action = [{"field": "notification_webhook", "value": [webhook["id"], "{}"]}]
    moon = {"title": "x", "actions": action, "conditions": {"all": [{"field": "moon"}]}}
    desk.post("/triggers.json", {"trigger": moon}, 501)
    desk.post("/triggers.json", {"trigger": {"actions": action}}, 422)
    desk.post("/triggers.json", {"trigger": {"title": "x"}}, 422)
    desk.post("/triggers.json", {"trigger": {"title": "x", "actions": [{"field": "notification_webhook"}]}}, 422)
