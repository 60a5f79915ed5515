"""Tags of tickets."""

from __future__ import annotations

from ..desk import Desk


def test_tags_are_set_added_and_taken(desk: Desk) -> None:
    """The account counts them, the most used first."""
    desk.ticket(tags=["lost"])
    path = f"/tickets/{desk.ticket()['id']}/tags.json"
    assert desk.post(path, {"tags": ["VIP Client"]})["tags"] == ["vip_client"]
    assert desk.put(path, {"tags": ["lost", "late"]})["tags"] == ["vip_client", "lost", "late"]
    desk.delete(path, body={"tags": ["late"]})
    assert desk.get(path)["tags"] == ["vip_client", "lost"]
    told = desk.get("/tags.json")["tags"]
    assert [(each["name"], each["count"]) for each in told] == [("lost", 2), ("vip_client", 1)]
    assert desk.get("/autocomplete/tags.json?name=vi")["tags"] == ["vip_client"]


def test_a_safe_change_of_tags_conflicts(desk: Desk) -> None:
    """When the ticket changed since the stamp."""
    ticket = desk.ticket()
    desk.clock.advance(5.0)
    desk.update(ticket["id"], priority="low")
    body = {"tags": ["x"], "safe_update": "true", "updated_stamp": ticket["updated_at"]}
    desk.put(f"/tickets/{ticket['id']}/tags.json", body, 409)
    assert desk.get(f"/tickets/{ticket['id']}/tags.json")["tags"] == []
