"""What was recorded, and what a person wrote."""

from __future__ import annotations

import copy
from typing import Any

from windtunnel.record.exchange import Exchange
from windtunnel.record.inference import describe
from windtunnel.record.joining.merging import full_path, merge

from ..traffic import ORIGIN, exchange

WRITTEN: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Desk", "version": "2"},
    "servers": [{"url": "https://desk.example/{base}", "variables": {"base": {"default": "v2"}}}],
    "paths": {
        "/tickets/{ticket}": {
            "parameters": [{"$ref": "#/components/parameters/Ticket"}],
            "get": {
                "operationId": "showTicket",
                "responses": {
                    200: {
                        "description": "the ticket",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ticket"}}},
                    }
                },
            },
        }
    },
    "components": {
        "parameters": {"Ticket": {"name": "ticket", "in": "path", "required": True, "schema": {"type": "string"}}},
        "schemas": {"Ticket": {"type": "object", "properties": {"status": {"type": "string", "enum": ["open"]}}}},
    },
}
KNOWN = ("/v2/tickets/{ticket}",)


def recorded(*exchanges: Exchange, known: tuple[str, ...] = KNOWN) -> dict[str, Any]:
    """Return the description of exchanges."""
    return describe(exchanges, title="desk", upstream=ORIGIN, known=known)


def test_what_is_missing_is_added_and_what_is_written_stays() -> None:
    """Through references, below the base path, to statuses that are written as numbers."""
    seen = [exchange(f"/v2/tickets/{n}", {"status": "x", "new": n}) for n in range(3)]
    seen += [exchange("/v2/tickets/9", {"e": 1}, 404), exchange("/v2/views", []), exchange("/health", {})]
    merged = merge({}, WRITTEN, recorded(*seen))
    get = merged["paths"]["/tickets/{ticket}"]["get"]
    assert get["responses"][200] == WRITTEN["paths"]["/tickets/{ticket}"]["get"]["responses"][200]
    assert set(get["responses"]) == {200, "404"}
    ticket = merged["components"]["schemas"]["Ticket"]
    assert ticket["properties"]["status"] == {"type": "string", "enum": ["open"]}
    assert ticket["properties"]["new"]["x-seen"] == {"count": 3, "null": 0, "absent": 0}
    assert "required" not in ticket
    assert merged["paths"]["/views"]["get"]["operationId"] == "getV2Views"
    assert full_path(merged, "/health") == "/health"
    assert full_path(merged, "/views") == "/v2/views"


def test_nothing_is_loosened_that_a_person_closed() -> None:
    """A schema without additional properties, one of several schemas, any value at all."""
    for closed in (
        {"type": "object", "additionalProperties": False},
        {"oneOf": [{"type": "object"}]},
        {},
        {"type": "object", "allOf": [{"properties": {"a": {}}}]},
    ):
        written = copy.deepcopy(WRITTEN)
        written["components"]["schemas"]["Ticket"] = closed
        merged = merge({}, written, recorded(exchange("/v2/tickets/7", {"new": 1})))
        assert merged["components"]["schemas"]["Ticket"] == closed


def test_what_the_recorder_wrote_is_written_anew() -> None:
    """Counts, types, what is required: as all recordings together say."""
    first = recorded(*[exchange(f"/v2/views/{n}", {"a": 1}) for n in range(3)])
    merged = merge({}, WRITTEN, first)
    again = [exchange(f"/v2/views/{n}", {"a": 1}) for n in range(3)] + [exchange("/v2/views/1", {"b": None})]
    body = merge(first, merged, recorded(*again))["paths"]["/views/{id}"]["get"]["responses"]["200"]
    schema = body["content"]["application/json"]["schema"]
    assert "required" not in schema
    assert schema["properties"]["a"]["x-seen"] == {"count": 3, "null": 0, "absent": 1}
    assert schema["properties"]["b"]["type"] == "null"


def test_what_a_person_changed_in_a_recorded_part_stays() -> None:
    """A description, a type, a removed operation; the rest goes on being counted."""
    seen = [exchange(f"/v2/views/{n}", {"a": "x", "b": 1}) for n in range(3)] + [exchange("/v2/old", {})]
    first = recorded(*seen)
    theirs = merge({}, WRITTEN, first)
    schema = theirs["paths"]["/views/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema["properties"]["a"]["type"] = ["string", "integer"]
    schema["properties"]["a"]["description"] = "told by a person"
    del theirs["paths"]["/old"]
    merged = merge(first, theirs, recorded(*seen, *seen))
    schema = merged["paths"]["/views/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["properties"]["a"]["type"] == ["string", "integer"]
    assert schema["properties"]["a"]["description"] == "told by a person"
    assert schema["properties"]["a"]["x-seen"]["count"] == 6
    assert schema["properties"]["b"]["x-seen"]["count"] == 6
    assert "/old" not in merged["paths"]


def test_a_word_that_turns_out_to_be_an_id_becomes_a_parameter() -> None:
    """Its recorded path gives way."""
    first = recorded(exchange("/v2/views/7", {}))
    theirs = merge({}, WRITTEN, first)
    assert "/views/7" in theirs["paths"]
    merged = merge(first, theirs, recorded(exchange("/v2/views/7", {}), exchange("/v2/views/8", {})))
    assert [path for path in merged["paths"] if "views" in path] == ["/views/{id}"]


def test_parameters_are_told_apart_by_place_and_name() -> None:
    """A new one is added, a written one stays."""
    written = copy.deepcopy(WRITTEN)
    page = {"name": "page", "in": "query", "schema": {"type": "string", "maxLength": 3}}
    written["paths"]["/tickets/{ticket}"]["get"]["parameters"] = [page]
    merged = merge({}, written, recorded(exchange("/v2/tickets/7", {}, query="page=2&size=3")))
    found = merged["paths"]["/tickets/{ticket}"]["get"]["parameters"]
    assert found[0] == page
    assert [(each["in"], each["name"]) for each in found[1:]] == [("query", "size")]


def test_an_operation_never_takes_the_name_of_a_written_one() -> None:
    """Or the contract could not be read."""
    written = copy.deepcopy(WRITTEN)
    written["paths"]["/tickets/{ticket}"]["get"]["operationId"] = "getV2Views"
    merged = merge({}, written, recorded(exchange("/v2/views", [])))
    assert merged["paths"]["/views"]["get"]["operationId"] == "getV2Views2"


def test_merging_twice_changes_nothing() -> None:
    """The same recordings say the same."""
    ours = recorded(*[exchange(f"/v2/tickets/{n}", {"new": n}, query="a=1") for n in range(3)], exchange("/x", {}))
    once = merge({}, WRITTEN, ours)
    assert merge(ours, once, ours) == once
