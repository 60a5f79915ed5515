"""Ticket fields."""

from __future__ import annotations

from typing import Any

from ..desk import Desk


def _field(desk: Desk, **values: Any) -> Any:
    return desk.post("/ticket_fields.json", {"ticket_field": {"type": "text", **values}})["ticket_field"]


def test_a_custom_field_is_on_tickets_from_then_on(desk: Desk) -> None:
    """A checkbox is off, anything else is empty, and an update fills it."""
    text, box = _field(desk, title="Reference"), _field(desk, title="Urgent", type="checkbox")
    ticket = desk.ticket()
    values = {each["id"]: each["value"] for each in ticket["custom_fields"]}
    assert (values[text["id"]], values[box["id"]]) == (None, False)
    changed = desk.update(ticket["id"], custom_fields=[{"id": text["id"], "value": "AB-12"}, {"id": 1, "value": "x"}])
    assert {each["id"]: each["value"] for each in changed["ticket"]["custom_fields"]} == {
        text["id"]: "AB-12",
        box["id"]: False,
    }


def test_a_field_keeps_title_and_type(desk: Desk) -> None:
    """A title cannot be emptied, by null either; a system field cannot be deleted."""
    field = _field(desk, title=" Reference ", description="ours")
    assert (field["title"], field["raw_title"], field["description"]) == ("Reference", "Reference", "ours")
    target = f"/ticket_fields/{field['id']}.json"
    for title in ("", None):
        assert "title" in desk.put(target, {"ticket_field": {"title": title}}, 422)["details"]
    assert desk.put(target, {"ticket_field": {"title": "Number", "type": "date"}})["ticket_field"]["type"] == "text"
    desk.delete(target)
    desk.get(target, 404)
    first = desk.get("/ticket_fields.json")["ticket_fields"][0]
    desk.delete(f"/ticket_fields/{first['id']}.json", 422)


def test_options_are_kept_with_their_field(desk: Desk) -> None:
    """Added, changed by id and deleted; a field of text has none."""
    given = [{"name": "Gold", "value": "gold"}]
    path = f"/ticket_fields/{_field(desk, title='Tier', type='tagger', custom_field_options=given)['id']}/options"
    gold = desk.get(f"{path}.json")["custom_field_options"][0]
    change = {"id": gold["id"], "name": "Golden", "value": "gold"}
    desk.post(f"{path}.json", {"custom_field_option": change}, 200)
    desk.post(f"{path}.json", {"custom_field_option": {"name": "Silver", "value": "silver"}})
    assert [each["name"] for each in desk.get(f"{path}.json")["custom_field_options"]] == ["Golden", "Silver"]
    desk.delete(f"{path}/{gold['id']}.json")
    desk.get(f"{path}/{gold['id']}.json", 404)
    text = _field(desk, title="Reference")
    desk.post(f"/ticket_fields/{text['id']}/options.json", {"custom_field_option": change}, 422)
