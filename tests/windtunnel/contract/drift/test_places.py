"""Finding a field in bodies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from windtunnel.contract.document import Contract
from windtunnel.contract.drift.places import Places, path_to, places, response_schema
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .drifting import CONTRACT, DOCUMENT, PROFILE, RECORD


def upper(body: Any, at: str, operation: str, contract: Contract = CONTRACT) -> tuple[Any, int]:
    """Write the field in capitals wherever it stands, and count."""
    places, count = Places(contract, at), 0

    def rewrite(record: Mapping[str, Any]) -> Mapping[str, Any]:
        nonlocal count
        count += places.field in record
        return {**record, places.field: str(record[places.field]).upper()} if places.field in record else record

    way = places.in_answers(contract.operations[operation], 200)
    return (body if way is None else way.edit(body, rewrite)), count


def of_schemas(answer: Mapping[str, Any], **schemas: Any) -> Contract:
    """Return a contract with one operation."""
    responses = {"2XX": {"description": "", "content": {"application/json": {"schema": answer}}}}
    paths = {"/": {"get": {"operationId": "Show", "responses": responses}}}
    document = {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}
    return Contract("desk", document, PROFILE, Path("desk.yaml"))


def reference(name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


NOTE = {"type": "object", "properties": {"text": {"type": "string"}}}


def test_a_schema_is_found_wherever_an_answer_holds_it() -> None:
    """In lists, and inside itself."""
    nested = {**RECORD, "parent": RECORD}
    body, count = upper({"tickets": [nested, RECORD]}, "Ticket.subject", "ListTickets")
    assert count == 3
    assert body["tickets"][0]["parent"]["subject"] == "A QUESTION"


def test_a_path_is_followed_from_the_top() -> None:
    """``[]`` steps into each item."""
    body, count = upper({"records": [{"Email": "a"}, {"Email": "b"}]}, "records[].Email", "Other")
    assert (body, count) == ({"records": [{"Email": "A"}, {"Email": "B"}]}, 2)


@pytest.mark.parametrize(
    ("at", "body", "changed"),
    [
        ("$.c", {"c": "a", "d": {"c": "a"}}, {"c": "A", "d": {"c": "a"}}),
        ("$[].c", [{"c": "a"}, 1], [{"c": "A"}, 1]),
        ("d[][].c", {"d": [[{"c": "a"}]]}, {"d": [[{"c": "a"}]]}),
    ],
)
def test_the_top_itself_can_be_named(at: str, body: Any, changed: Any) -> None:
    """A list in a list is none of the list's items."""
    assert upper(body, at, "Other")[0] == changed


def test_an_answer_without_the_schema_is_returned_untouched() -> None:
    """Not even copied."""
    body = {"ticket": RECORD}
    assert upper(body, "Ticket.subject", "Other")[0] is body


def test_what_does_not_change_is_not_copied() -> None:
    """Beside what does."""
    body: dict[str, list[dict[str, Any]]] = {"tickets": [{"subject": "a", "owner": {"name": "J"}}, {"id": 1}]}
    changed, _ = upper(body, "Ticket.subject", "ListTickets")
    assert changed["tickets"][0]["owner"] is body["tickets"][0]["owner"]
    assert changed["tickets"][1] is body["tickets"][1]
    assert body["tickets"][0]["subject"] == "a"


def test_an_unknown_property_is_refused_with_a_suggestion() -> None:
    """A drift that can never bite is an error, not a silence."""
    with pytest.raises(UnknownNameError, match="unknown property of Ticket 'subjekt'; did you mean 'subject'"):
        Places(CONTRACT, "Ticket.subjekt")
    with pytest.raises(UsageError, match="after a schema's name comes one property"):
        Places(CONTRACT, "Ticket.owner.name")


@pytest.mark.parametrize("word", ["allOf", "anyOf", "oneOf"])
def test_combinations_are_opened_and_a_field_changes_once(word: str) -> None:
    """Also where two parts are the same schema."""
    contract = of_schemas({word: [reference("Note"), reference("Note")]}, Note=NOTE)
    assert upper({"text": "a"}, "Note.text", "Show", contract) == ({"text": "A"}, 1)


def test_a_component_that_is_only_another_name_counts() -> None:
    """The names on the way to the schema are all its names."""
    contract = of_schemas(reference("Remark"), Remark=reference("Note"), Note=NOTE)
    assert upper({"text": "a"}, "Remark.text", "Show", contract)[1] == 1
    assert upper({"text": "a"}, "Note.text", "Show", contract)[1] == 1


def test_objects_with_free_keys_lead_to_their_values() -> None:
    """Beside properties that lead elsewhere."""
    book = {"type": "object", "properties": {"size": {}}, "additionalProperties": reference("Note")}
    contract = of_schemas(book, Note=NOTE)
    body, count = upper({"size": 1, "a": {"text": "a"}, "b": {"text": "b"}}, "Note.text", "Show", contract)
    assert (body, count) == ({"size": 1, "a": {"text": "A"}, "b": {"text": "B"}}, 2)


def test_circles_of_schemas_end() -> None:
    """Where the component is in the circle, and where it is not."""
    children = {"children": {"type": "array", "items": reference("Tree")}}
    tree = {"type": "object", "properties": children}
    assert upper({"children": []}, "Note.text", "Show", of_schemas(reference("Tree"), Tree=tree, Note=NOTE))[1] == 0
    leaf = {"type": "object", "properties": {**children, "note": reference("Note")}}
    contract = of_schemas(reference("Tree"), Tree=leaf, Note=NOTE)
    body = {"children": [{"children": [{"note": {"text": "a"}}]}], "note": {"text": "b"}}
    assert upper(body, "Note.text", "Show", contract)[1] == 2


def test_properties_of_combinations_are_known() -> None:
    """With their schema."""
    contract = of_schemas(
        {}, Remark={"allOf": [reference("Note"), {"properties": {"by": {"type": "integer"}}}]}, Note=NOTE
    )
    assert Places(contract, "Remark.text").schema == {"type": "string"}
    assert Places(contract, "Remark.by").schema == {"type": "integer"}


def test_request_bodies_lead_to_the_field_too() -> None:
    """Where the contract's components tell it."""
    places = Places(CONTRACT, "Ticket.subject")
    assert places.in_requests(CONTRACT.operations["CreateTicket"]) is not None
    assert places.in_requests(CONTRACT.operations["ListTickets"]) is None
    assert Places(CONTRACT, "ticket.subject").in_requests(CONTRACT.operations["CreateTicket"]) is None


def test_statuses_are_found_by_number_range_and_default() -> None:
    """In that order."""
    operation = of_schemas(NOTE).operations["Show"]
    assert response_schema(operation, 201) == NOTE
    assert response_schema(operation, 404) is None


def test_data_deeper_than_any_answer_is_left_alone() -> None:
    """No crash where a schema holds itself."""
    body: dict[str, Any] = dict(RECORD)
    for _ in range(400):
        body = {"parent": body}
    assert upper({"ticket": body}, "Ticket.subject", "ShowTicket")[1] == 0


def test_a_path_is_worked_out_once() -> None:
    """And can be used again."""
    way = path_to("a.b")
    assert way.edit({"a": {"b": 1}}, lambda record: {}) == {"a": {}}
    assert way.edit({"c": 1}, lambda record: {}) == {"c": 1}


def test_whoever_changes_the_same_field_shares_the_ways_to_it() -> None:
    """Sixty operators at one field work them out once; two runs of one system do not get in each other's way."""
    shared = places(CONTRACT, "Ticket.subject")
    assert places(CONTRACT, "Ticket.subject") is shared
    way = shared.in_answers(CONTRACT.operations["ShowTicket"], 200)
    assert shared.in_answers(CONTRACT.operations["ShowTicket"], 200) is way


def test_an_operation_asked_later_finds_what_an_earlier_one_found() -> None:
    """In whatever order operations are asked, with their schemas in common."""
    ways = {}
    for order in (("ShowTicket", "ListTickets"), ("ListTickets", "ShowTicket")):
        of_order = Places(Contract("desk", DOCUMENT, PROFILE, Path("desk.yaml")), "Ticket.subject")
        ways[order] = [of_order.in_answers(CONTRACT.operations[each], 200) is not None for each in order]
    assert list(ways.values()) == [[True, True], [True, True]]
