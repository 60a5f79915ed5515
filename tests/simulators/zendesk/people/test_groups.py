"""Groups."""

from __future__ import annotations

import pytest

from ..desk import Desk


def test_a_deleted_group_lets_go_of_its_open_tickets(desk: Desk) -> None:
    """Tickets that are not finished lose group and assignee, finished ones keep them, and members leave."""
    group, agent = desk.group("cards"), desk.get("/users/me.json")["user"]
    unfinished, solved = (desk.ticket(group_id=group["id"], assignee_id=agent["id"]) for _ in range(2))
    desk.put(f"/tickets/{solved['id']}.json", {"ticket": {"status": "solved"}})
    before = desk.get("/groups/count.json")["count"]["value"]
    desk.delete(f"/groups/{group['id']}.json")
    desk.get(f"/groups/{group['id']}.json", 404)
    assert desk.get("/groups/count.json")["count"]["value"] == before - 1
    left = desk.get(f"/tickets/{unfinished['id']}.json")["ticket"]
    assert (left["group_id"], left["assignee_id"]) == (None, None)
    assert desk.get(f"/tickets/{solved['id']}.json")["ticket"]["group_id"] == group["id"]
    joined = desk.get(f"/users/{agent['id']}/groups.json")["groups"]
    assert joined
    assert group["id"] not in [each["id"] for each in joined]


@pytest.mark.parametrize(
    ("values", "code"),
    [({}, "BlankValue"), ({"name": "  "}, "BlankValue"), ({"name": "CARDS"}, "DuplicateValue")],
)
def test_a_group_needs_a_name_of_its_own(desk: Desk, values: dict[str, str], code: str) -> None:
    """Neither nothing, nor blanks, nor a name that is taken in another case will do."""
    details = desk.post("/groups.json", {"group": values}, 422)["details"]
    assert details["name"][0]["error"] == code


def test_a_group_is_changed_and_its_name_becomes_free(desk: Desk) -> None:
    """A rename keeps the rest, the group may keep its own name, and another may take the old one."""
    group = desk.post("/groups.json", {"group": {"name": "Night", "description": "late"}})["group"]
    changed = desk.put(f"/groups/{group['id']}.json", {"group": {"name": "NIGHT"}})["group"]
    assert (changed["name"], changed["description"]) == ("NIGHT", "late")
    desk.put(f"/groups/{group['id']}.json", {"group": {"name": "Late"}})
    assert desk.post("/groups.json", {"group": {"name": "Night"}})["group"]["id"] != group["id"]


def test_a_deleted_groups_name_is_free(desk: Desk) -> None:
    """Only groups that exist hold their names."""
    desk.delete(f"/groups/{desk.group('cards')['id']}.json")
    assert desk.post("/groups.json", {"group": {"name": "cards"}})["group"]["deleted"] is False
