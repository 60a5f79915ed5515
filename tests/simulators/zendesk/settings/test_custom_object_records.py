"""Records of custom objects."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk

RECORDS = "/custom_objects/car/records"


@pytest.fixture
def cars(desk: Desk) -> Desk:
    """A help desk with a kind of object."""
    kind = {"key": "car", "title": "Car", "title_pluralized": "Cars"}
    desk.post("/custom_objects.json", {"custom_object": kind})
    return desk


def _record(desk: Desk, **values: Any) -> Any:
    return desk.post(f"{RECORDS}.json", {"custom_object_record": values})["custom_object_record"]


def test_an_upsert_goes_by_the_external_id(cars: Desk) -> None:
    """It makes a record, then changes that one, and merges its fields."""
    target = f"{RECORDS}.json?external_id=x1"
    first = {"name": "Red", "custom_object_fields": {"colour": "red", "doors": 3}}
    made = cars.patch(target, {"custom_object_record": first}, 200)["custom_object_record"]
    changed = cars.patch(target, {"custom_object_record": {"custom_object_fields": {"doors": 5}}}, 200)
    told = changed["custom_object_record"]
    assert (told["id"], told["external_id"], told["name"]) == (made["id"], "x1", "Red")
    assert told["custom_object_fields"] == {"colour": "red", "doors": 5}
    cars.patch(f"{RECORDS}.json", {"custom_object_record": first}, 400)


def test_records_are_listed_searched_and_counted(cars: Desk) -> None:
    """By ids of both sorts, and by a part of the name."""
    red, blue = _record(cars, name="Red one", external_id="x1"), _record(cars, name="Blue one")
    assert cars.get(f"{RECORDS}/count.json")["count"]["value"] == 2

    def ids(target: str) -> list[str]:
        return [each["id"] for each in cars.get(target)["custom_object_records"]]

    assert ids(f"{RECORDS}.json?sort=name") == [blue["id"], red["id"]]
    assert ids(f"{RECORDS}.json?filter[external_ids]=x1,x2") == [red["id"]]
    assert ids(f"{RECORDS}.json?filter[ids]={blue['id']}") == [blue["id"]]
    assert ids(f"{RECORDS}/search.json?query=BLUE") == [blue["id"]]


def test_a_record_needs_a_name(cars: Desk) -> None:
    """From the beginning and after every change."""
    assert "name" in cars.post(f"{RECORDS}.json", {"custom_object_record": {}}, 422)["details"]
    made = _record(cars, name="Red")
    cars.patch(f"{RECORDS}/{made['id']}.json", {"custom_object_record": {"name": " "}}, 422)
    assert cars.get(f"{RECORDS}/{made['id']}.json")["custom_object_record"]["name"] == "Red"


def test_records_are_deleted_by_either_id(cars: Desk) -> None:
    """And found no more; what is not there cannot be deleted."""
    made, _ = _record(cars, name="Red"), _record(cars, name="Blue", external_id="x1")
    cars.delete(f"{RECORDS}/{made['id']}.json")
    cars.get(f"{RECORDS}/{made['id']}.json", 404)
    cars.delete(f"{RECORDS}.json?external_id=x1")
    cars.delete(f"{RECORDS}.json?external_id=x1", 404)
