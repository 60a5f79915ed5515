"""Custom objects and their fields."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk

CAR = {"key": "car", "title": "Car", "title_pluralized": "Cars"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": "my car"}, "key"),
        ({"key": "car"}, "key"),
        ({"title": ""}, "title"),
        ({"title_pluralized": None}, "title"),
    ],
)
def test_what_a_kind_needs(desk: Desk, values: dict[str, Any], field: str) -> None:
    """A key of its own and two titles."""
    desk.post("/custom_objects.json", {"custom_object": CAR})
    details = desk.post("/custom_objects.json", {"custom_object": {**CAR, "key": "truck", **values}}, 422)["details"]
    assert next(iter(details)).startswith(field)
    assert len(desk.get("/custom_objects.json")["custom_objects"]) == 1


def test_a_deleted_kind_takes_fields_and_records_along(desk: Desk) -> None:
    """A new kind under the same key begins empty."""
    desk.post("/custom_objects.json", {"custom_object": CAR})
    field = {"key": "colour", "type": "text", "title": "Colour"}
    desk.post("/custom_objects/car/fields.json", {"custom_object_field": field})
    desk.post("/custom_objects/car/records.json", {"custom_object_record": {"name": "Red one"}})
    desk.delete("/custom_objects/car.json")
    desk.get("/custom_objects/car/fields.json", 404)
    desk.post("/custom_objects.json", {"custom_object": CAR})
    assert desk.get("/custom_objects/car/fields.json")["custom_object_fields"] == []
    assert desk.get("/custom_objects/car/records/count.json")["count"]["value"] == 0


def test_a_field_is_found_by_key_and_by_id(desk: Desk) -> None:
    """A change keeps key and type, and the field of another kind is not found."""
    for key in ("car", "truck"):
        desk.post("/custom_objects.json", {"custom_object": {**CAR, "key": key}})
    values = {"key": "colour", "type": "text", "title": "Colour"}
    made = desk.post("/custom_objects/car/fields.json", {"custom_object_field": values})["custom_object_field"]
    assert desk.get(f"/custom_objects/car/fields/{made['id']}.json") == desk.get(
        "/custom_objects/car/fields/colour.json"
    )
    change = {"title": "Paint", "key": "paint", "type": "date"}
    changed = desk.patch("/custom_objects/car/fields/colour.json", {"custom_object_field": change}, 200)
    told = changed["custom_object_field"]
    assert (told["title"], told["key"], told["type"]) == ("Paint", "colour", "text")
    desk.get("/custom_objects/truck/fields/colour.json", 404)
    desk.delete("/custom_objects/car/fields/colour.json")
    desk.get("/custom_objects/car/fields/colour.json", 404)
