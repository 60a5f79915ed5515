"""Answers of inferred operations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import contract, system
from windtunnel.simulator import Call
from windtunnel.simulator.inferred.answers import Answers, Facts
from windtunnel.simulator.inferred.envelopes import envelope_of_many, envelope_of_one
from windtunnel.simulator.inferred.listing import Listing
from windtunnel.simulator.inferred.resources import Resource
from windtunnel.simulator.inferred.views import Views
from windtunnel.world.http import Request

TEXT, WHOLE, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
OPTIONAL_TEXT = {"type": ["string", "null"]}
RECORDS = [{"id": number} for number in range(5)]
OFFSET, NUMBER, CURSOR = ("limit", "offset"), ("limit", "page"), ("limit", "after")


def thing(**properties: Any) -> dict[str, Any]:
    """Return a schema of objects."""
    return {"type": "object", "properties": properties}


def many(query: str, parameters: tuple[str, ...], *required: str, **beside: Any) -> Any:
    """Return the answer to a list of five records with the given properties beside them."""
    declared = [{"name": name, "in": "query", "schema": True} for name in parameters]
    of = contract({"/x": {"get": {"operationId": "x", "parameters": declared}}})
    views, resource = Views(of), Resource("x", "x", properties={"id": WHOLE})
    listing = Listing(of.operations["x"], resource, views, None)
    call = Call(system(of), Request("GET", "/x", query, {"host": "h"}))
    schema = {**thing(data={"type": "array", "items": thing(id=WHOLE)}, **beside), "required": list(required)}
    envelope = envelope_of_many(views, schema, "x")
    assert envelope is not None
    page = listing.page(call, RECORDS)
    answer = Answers(views).many(Facts(call, page, listing, resource), envelope, list(page.records))
    assert views.instances.is_valid(schema, answer)
    return {name: value for name, value in answer.items() if name != "data"}


@pytest.mark.parametrize(
    ("query", "parameters", "beside", "expected"),
    [
        ("limit=2", OFFSET, {"total": WHOLE, "count": WHOLE, "offset": WHOLE, "limit": WHOLE}, (5, 5, 0, 2)),
        ("limit=2&page=2", NUMBER, {"page": WHOLE, "total_pages": WHOLE, "perPage": WHOLE}, (2, 3, 2)),
        ("limit=2&page=3", NUMBER, {"hasMore": FLAG, "has_previous": FLAG, "isLast": FLAG}, (False, True, True)),
        ("limit=2", CURSOR, {"first_id": WHOLE, "last_id": WHOLE}, (0, 1)),
        ("limit=2&page=2", NUMBER, {"page": TEXT}, ("2",)),
        ("limit=2", NUMBER, {"next_page": WHOLE}, (2,)),
        (
            "limit=2&page=2",
            NUMBER,
            {"next": TEXT, "previous": TEXT},
            ("http://h/x?limit=2&page=3", "http://h/x?limit=2&page=1"),
        ),
        ("limit=2&offset=2", OFFSET, {"next": TEXT}, ("http://h/x?limit=2&offset=4",)),
        ("limit=2&page=3", NUMBER, {"next": OPTIONAL_TEXT}, (None,)),
        ("limit=2", NUMBER, {"self": TEXT}, ("http://h/x?limit=2",)),
    ],
)
def test_an_envelope_tells_what_it_has_words_for(
    query: str, parameters: Any, beside: Any, expected: tuple[Any, ...]
) -> None:
    """Totals, positions, neighbours, in the types that the contract wants."""
    assert tuple(many(query, parameters, **beside).values()) == expected


def test_what_there_is_not_is_left_out() -> None:
    """A last page has no next one, and a text cannot be null."""
    assert many("limit=2&page=3", NUMBER, next=TEXT, colour=TEXT) == {}


def test_cursors_and_links_are_told_apart() -> None:
    """By the name, by the format, by how the list is paged."""
    told = many("limit=2", CURSOR, next=OPTIONAL_TEXT, next_link=TEXT, next_url={"type": "string", "format": "uri"})
    assert "/" not in told["next"]
    assert told["next_link"].startswith("http://h/x?limit=2&after=")
    assert told["next_url"] == told["next_link"]


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ({"meta": thing(total=WHOLE, page=WHOLE)}, {"meta": {"total": 5, "page": 1}}),
        ({"paging": thing(cursors=thing(after=TEXT))}, {}),
        ({"links": thing(next=TEXT, prev=TEXT)}, {"links": {"next": "http://h/x?limit=2&page=2"}}),
        ({"_links": thing(next=thing(href=TEXT))}, {"_links": {"next": {"href": "http://h/x?limit=2&page=2"}}}),
        ({"_links": thing(prev=thing(href=TEXT))}, {}),
        (
            {"next_page": thing(offset=WHOLE, path=TEXT, uri=TEXT)},
            {"next_page": {"offset": 2, "path": "/x?limit=2&page=2", "uri": "http://h/x?limit=2&page=2"}},
        ),
        ({"previous_page": {"type": ["object", "null"], "properties": {"uri": TEXT}}}, {"previous_page": None}),
    ],
)
def test_what_there_is_to_know_may_stand_in_objects(beside: Any, expected: Any) -> None:
    """Metadata and links, HAL's included; an object with nothing to say is left out."""
    told = many("limit=2", NUMBER, **beside)
    if "paging" in beside:
        assert set(told["paging"]["cursors"]) == {"after"}
    else:
        assert told == expected


def test_what_an_envelope_demands_is_filled_in() -> None:
    """With null, something neutral, or an instance."""
    told = many(
        "",
        (),
        "object",
        "errors",
        "note",
        "ok",
        object={"const": "list"},
        errors={"type": "array"},
        note=OPTIONAL_TEXT,
        ok=FLAG,
    )
    assert told == {"object": "list", "errors": [], "note": None, "ok": True}


def test_a_deletion_tells_what_is_gone() -> None:
    """The id, that it is gone, and nothing that the contract does not ask for."""
    of = contract({})
    views = Views(of)
    schema = {
        **thing(id=WHOLE, deleted=FLAG, object={"const": "thing.deleted"}, name=TEXT, message=TEXT),
        "required": ["id", "object"],
    }
    told = Answers(views).removed(Call(system(of), Request("DELETE", "/")), schema, {"id": 3, "name": "a", "x": 1})
    assert told == {"id": 3, "deleted": True, "object": "thing.deleted", "name": "a"}


def test_one_record_is_put_where_its_envelope_has_it() -> None:
    """With what stands beside it."""
    of = contract({})
    views = Views(of)
    envelope = envelope_of_one(views, thing(data=thing(id=WHOLE), success=FLAG, message=TEXT), "thing")
    assert envelope is not None
    assert Answers(views).one(Call(system(of), Request("GET", "/")), envelope, {"id": 1}) == {
        "data": {"id": 1},
        "success": True,
    }
