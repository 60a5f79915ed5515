"""Organizations over the API."""

from __future__ import annotations

from typing import Any

from ..desk import Desk


def _create(desk: Desk, **values: Any) -> Any:
    return desk.post("/organizations.json", {"organization": values})["organization"]


def _names(answer: Any) -> list[str]:
    return [each["name"] for each in answer["organizations"]]


def test_an_upsert_finds_by_external_id_or_name(desk: Desk) -> None:
    """201 for a new organization, 200 for one that is changed."""
    path = "/organizations/create_or_update.json"
    made = desk.post(path, {"organization": {"name": "Acme", "external_id": "x1"}})["organization"]
    renamed = desk.post(path, {"organization": {"name": "Acme 2", "external_id": "x1"}}, 200)["organization"]
    assert (renamed["id"], renamed["name"]) == (made["id"], "Acme 2")
    noted = desk.post(path, {"organization": {"name": "acme 2", "notes": "n"}}, 200)["organization"]
    assert (noted["id"], noted["notes"]) == (made["id"], "n")
    assert desk.get("/organizations/count.json")["count"]["value"] == 1


def test_organizations_are_found(desk: Desk) -> None:
    """By the whole name, by its beginning, and by ids of both sorts."""
    first, second = _create(desk, name="Acme", external_id="x1"), _create(desk, name="Acme East", external_id="x2")
    assert _names(desk.get("/organizations/search.json?name=acme")) == ["Acme"]
    assert _names(desk.get("/organizations/search.json?external_id=x2")) == ["Acme East"]
    assert _names(desk.get("/organizations/autocomplete.json?name=ac")) == ["Acme", "Acme East"]
    assert _names(desk.get("/organizations/autocomplete.json?name=east")) == []
    assert _names(desk.get(f"/organizations/show_many.json?ids={second['id']},{first['id']},1")) == [
        "Acme East",
        "Acme",
    ]
    assert _names(desk.get("/organizations/show_many.json?external_ids=x2")) == ["Acme East"]


def test_too_many_at_once(desk: Desk) -> None:
    """A hundred and one ids are refused."""
    ids = ",".join(str(number) for number in range(101))
    refused = desk.get(f"/organizations/show_many.json?ids={ids}", 400)
    assert (refused["error"], refused["max_count"]) == ("TooManyValues", 100)


def test_what_belongs_to_an_organization_is_counted(desk: Desk) -> None:
    """Its tickets and its users."""
    acme = _create(desk, name="Acme", domain_names=["acme.example"])
    member = desk.user(email="a@acme.example")
    for _ in range(2):
        desk.ticket(requester_id=member["id"])
    related = desk.get(f"/organizations/{acme['id']}/related.json")["organization_related"]
    assert related == {"tickets_count": 2, "users_count": 1}
    desk.get("/organizations/1/related.json", 404)
