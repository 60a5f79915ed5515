"""Resources found in contracts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import answer, contract, reference, takes
from windtunnel.simulator.inferred.resources import Place, Resources
from windtunnel.simulator.inferred.views import Views


def record(**properties: Any) -> dict[str, Any]:
    """Return a schema of records."""
    return {"type": "object", "properties": properties}


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
SCHEMAS = {
    "Thing": record(id=WHOLE, name=TEXT),
    "Note": record(id=TEXT, thing_id=WHOLE, text=TEXT),
    "Other": record(id=TEXT, text=TEXT),
    "Label": record(name=TEXT, colour=TEXT),
}


def listing(name: str) -> dict[str, Any]:
    """Return an operation that lists records."""
    return {"responses": answer({"type": "array", "items": reference(name)})}


def showing(name: str) -> dict[str, Any]:
    """Return an operation that answers with one record."""
    return {"responses": answer(reference(name))}


def making(name: str) -> dict[str, Any]:
    """Return an operation that creates a record."""
    return {"requestBody": takes(reference(name)), "responses": answer(reference(name), 201)}


def found(paths: dict[str, Any]) -> tuple[Resources, dict[str, Any]]:
    """Return the resources of a contract and its operations."""
    of = contract(paths, SCHEMAS)
    return Resources(of, Views(of)), dict(of.operations)


def place(paths: dict[str, Any], operation: str) -> Any:
    """Return where one operation leads."""
    resources, operations = found(paths)
    return resources.place(operations[operation])


def led(resources: Resources, operation: Any) -> Place:
    """Return where an operation leads that leads somewhere."""
    at = resources.place(operation)
    assert at is not None
    return at


def test_a_collection_and_its_items_are_one_resource() -> None:
    """With the id that the schema has."""
    paths = {
        "/things": {"get": listing("Thing"), "post": making("Thing")},
        "/things/{thing_id}": {"get": showing("Thing")},
    }
    resources, operations = found(paths)
    (thing,) = resources.all()
    assert (thing.name, thing.kind, thing.id_field, thing.id_schema, thing.creatable) == (
        "things",
        "thing",
        "id",
        WHOLE,
        True,
    )
    assert led(resources, operations["GET /things"]).id_parameter is None
    assert led(resources, operations["GET /things/{thing_id}"]).id_parameter == "thing_id"


@pytest.mark.parametrize(
    ("parameter", "schema", "field"),
    [
        ("id", "Thing", "id"),
        ("thing_id", "Thing", "id"),
        ("name", "Label", "name"),
        ("label", "Label", "name"),
        ("name", "Thing", "name"),
    ],
)
def test_the_id_is_the_property_that_the_path_names_or_the_usual_one(parameter: str, schema: str, field: str) -> None:
    """Its own name first, then ``id``, then what vendors use instead."""
    at = place({f"/x/{{{parameter}}}": {"get": showing(schema)}}, f"GET /x/{{{parameter}}}")
    assert at.resource.id_field == field


def test_a_nested_collection_belongs_to_its_parent() -> None:
    """By the property that the schema has for it."""
    paths = {
        "/things/{id}": {"get": showing("Thing")},
        "/things/{id}/notes": {"get": listing("Note"), "post": making("Note")},
    }
    at = place(paths, "GET /things/{id}/notes")
    assert [(owner.parameter, owner.field, owner.schema) for owner in at.owners] == [("id", "thing_id", WHOLE)]
    assert at.parent.resource.name == "things"
    assert [(part.name, field) for part, field in at.parent.resource.parts] == [("notes", "thing_id")]


def test_a_nested_collection_that_is_also_served_at_the_top_is_the_same() -> None:
    """Then its records do not die with a parent."""
    paths = {
        "/things/{id}": {"get": showing("Thing")},
        "/things/{id}/notes": {"get": listing("Note")},
        "/notes": {"get": listing("Note"), "post": making("Note")},
    }
    resources, operations = found(paths)
    nested, top = led(resources, operations["GET /things/{id}/notes"]), led(resources, operations["GET /notes"])
    assert nested.resource is top.resource
    assert nested.parent is not None
    assert nested.parent.resource.parts == []


def test_collections_of_one_name_and_different_records_are_kept_apart() -> None:
    """The second one is called after its path."""
    paths = {
        "/things/{id}/notes": {"get": listing("Note"), "post": making("Note")},
        "/users/{id}/notes": {"get": listing("Other"), "post": making("Other")},
    }
    resources, _ = found(paths)
    assert [resource.name for resource in resources.all()] == ["notes", "users_notes"]


def test_parameters_that_lead_through_no_item_are_scopes() -> None:
    """All of them tie a record to where it was made."""
    paths = {"/{tenant}/shops/{shop}/labels": {"get": listing("Label"), "post": making("Label")}}
    at = place(paths, "GET /{tenant}/shops/{shop}/labels")
    assert [owner.field for owner in at.owners] == ["tenant", "shop"]
    assert at.parent is None


@pytest.mark.parametrize("path", ["/things/search", "/things/recent", "/things.list", "/search", "/favourites", "/me"])
def test_other_looks_at_a_collection_are_no_collections(path: str) -> None:
    """Searches, selections, relations and single things cannot be inferred."""
    things = {"/things": {"get": listing("Thing"), "post": making("Thing")}, "/things/{id}": {"get": showing("Thing")}}
    operation = showing("Thing") if path == "/me" else listing("Thing")
    assert place({**things, path: {"get": operation}}, f"GET {path}") is None


def test_a_list_that_nobody_can_add_to_is_a_collection_all_the_same() -> None:
    """Its records are put in from outside."""
    at = place({"/countries": {"get": listing("Other")}}, "GET /countries")
    assert (at.resource.name, at.resource.creatable) == ("countries", False)
