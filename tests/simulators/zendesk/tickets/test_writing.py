"""Creating and changing tickets."""

from __future__ import annotations

from ..desk import Desk


def test_taking_a_ticket_up_opens_it(desk: Desk) -> None:
    """An assignee opens a new ticket, and solving an unassigned one assigns it to the caller."""
    me, first, second = desk.get("/users/me.json")["user"], desk.ticket(), desk.ticket()
    assert desk.update(first["id"], assignee_id=me["id"])["ticket"]["status"] == "open"
    solved = desk.put(f"/tickets/{second['id']}.json", {"ticket": {"status": "solved"}})["ticket"]
    assert solved["assignee_id"] == me["id"]


def test_a_follow_up_knows_its_source(desk: Desk) -> None:
    """Both know of each other, and only a closed ticket is followed up."""
    source, other = desk.ticket(status="closed"), desk.ticket()
    made = desk.ticket(via_followup_source_id=source["id"])
    assert made["via"]["source"]["from"]["ticket_id"] == source["id"]
    assert desk.get(f"/tickets/{source['id']}.json")["ticket"]["followup_ids"] == [made["id"]]
    values = {"subject": "x", "comment": {"body": "x"}, "via_followup_source_id": other["id"]}
    desk.post("/tickets.json", {"ticket": values}, 422)
