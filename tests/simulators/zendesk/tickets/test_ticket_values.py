"""What may be written on tickets."""

from __future__ import annotations

import pytest

from ..desk import Desk


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
    assert desk.update(ticket["id"], 422, **values)["error"] == "RecordInvalid"
    assert desk.get(f"/tickets/{ticket['id']}.json")["ticket"]["updated_at"] == ticket["updated_at"]


def test_a_group_is_assigned_by_its_id(desk: Desk) -> None:
    """One that exists."""
    group = desk.group("cards")
    ticket = desk.ticket()
    assert desk.update(ticket["id"], group_id=group["id"])["ticket"]["group_id"] == group["id"]
