"""Options of the fields of users."""

from __future__ import annotations

from typing import Any

from ..desk import Desk


def _field(desk: Desk, kind: str) -> Any:
    return desk.post("/user_fields.json", {"user_field": {"key": kind, "type": kind, "title": kind}})["user_field"]


def test_an_option_is_added_changed_and_deleted(desk: Desk) -> None:
    """201 for a new one, 200 for one whose id is given."""
    path = f"/user_fields/{_field(desk, 'dropdown')['id']}/options"
    gold, silver = (
        desk.post(f"{path}.json", {"custom_field_option": {"name": name, "value": name.lower()}})["custom_field_option"]
        for name in ("Gold", "Silver")
    )
    change = {"id": gold["id"], "name": "Golden", "value": "gold"}
    assert desk.post(f"{path}.json", {"custom_field_option": change}, 200)["custom_field_option"]["name"] == "Golden"
    listed = desk.get(f"{path}.json")["custom_field_options"]
    assert [(each["id"], each["name"]) for each in listed] == [(gold["id"], "Golden"), (silver["id"], "Silver")]
    desk.delete(f"{path}/{gold['id']}.json")
    desk.get(f"{path}/{gold['id']}.json", 404)
    assert desk.get(f"{path}/{silver['id']}.json")["custom_field_option"]["value"] == "silver"


def test_what_has_no_options(desk: Desk) -> None:
    """A field of text takes none, and an option needs name and value."""
    option = {"custom_field_option": {"name": "Gold", "value": "gold"}}
    desk.post(f"/user_fields/{_field(desk, 'text')['id']}/options.json", option, 422)
    path = f"/user_fields/{_field(desk, 'tagger')['id']}/options.json"
    desk.post(path, {"custom_field_option": {"name": "Gold"}}, 422)
    assert desk.get(path)["custom_field_options"] == []
