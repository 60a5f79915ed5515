"""Audits."""

from __future__ import annotations

from ..desk import Desk


def test_every_change_is_told_with_before_and_after(desk: Desk) -> None:
    """Numbers as text; fields that stayed are not told of, and the comment comes first."""
    group, ticket = desk.group("cards"), desk.ticket(priority="low")
    desk.update(ticket["id"], priority="high", group_id=group["id"], comment={"body": "x"})
    first, second = desk.get(f"/tickets/{ticket['id']}/audits.json")["audits"]
    assert {event.get("field_name") for event in first["events"]} >= {None, "subject", "priority"}
    told = {event.get("field_name", "comment"): event for event in second["events"]}
    assert set(told) == {"comment", "priority", "group_id"}
    assert (told["priority"]["previous_value"], told["priority"]["value"]) == ("low", "high")
    assert told["group_id"]["value"] == str(group["id"])
    assert second["events"][0]["body"] == "x"


def test_an_audit_is_found_with_its_own_ticket_alone(desk: Desk) -> None:
    """Counted and shown there, and not under another ticket."""
    first, second = desk.ticket(), desk.ticket()
    audit = desk.get(f"/tickets/{first['id']}/audits.json")["audits"][0]
    assert desk.get(f"/tickets/{first['id']}/audits/{audit['id']}.json")["audit"] == audit
    assert desk.get(f"/tickets/{first['id']}/audits/count.json")["count"]["value"] == 1
    desk.get(f"/tickets/{second['id']}/audits/{audit['id']}.json", 404)
