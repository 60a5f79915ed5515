"""Where records stand in bodies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import contract, reference
from windtunnel.simulator.inferred.envelopes import envelope_of_many, envelope_of_one
from windtunnel.simulator.inferred.views import Views

THING = {"type": "object", "properties": {"id": {"type": "integer"}, "data": {"type": "object"}}}
VIEWS = Views(contract({}, {"Thing": THING}))
ONE, MANY = reference("Thing"), {"type": "array", "items": reference("Thing")}


def wrapping(**properties: Any) -> dict[str, Any]:
    """Return a schema of an object."""
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (ONE, ()),
        (wrapping(thing=ONE), ("thing",)),
        (wrapping(thing=ONE, audit={"type": "object"}), ("thing",)),
        (wrapping(data=ONE), ("data",)),
        (wrapping(data=ONE, meta={"type": "object"}, success={"type": "boolean"}), ("data",)),
        (wrapping(data=ONE, name={"type": "string"}), ()),
        (wrapping(thing=ONE, id={"type": "integer"}), ()),
        (wrapping(result=wrapping(thing=ONE)), ("result", "thing")),
        (wrapping(thing={"type": "string"}), ()),
        (True, ()),
        ({"allOf": [wrapping(thing=ONE), wrapping(warnings=MANY)]}, ("thing",)),
    ],
)
def test_one_record_is_bare_or_wrapped(schema: Any, path: tuple[str, ...]) -> None:
    """Under its own name, or under a name for anything when nothing but talk stands beside it."""
    envelope = envelope_of_one(VIEWS, schema, "thing")
    assert envelope is not None
    assert (envelope.path, envelope.many) == (path, False)


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (MANY, ()),
        (wrapping(things=MANY, count={"type": "integer"}), ("things",)),
        (wrapping(data=MANY, total={"type": "integer"}), ("data",)),
        (wrapping(included=MANY, data=MANY), ("data",)),
        (wrapping(users=MANY, things=MANY), ("things",)),
        (wrapping(oddly_named=MANY), ("oddly_named",)),
        (wrapping(_embedded=wrapping(things=MANY)), ("_embedded", "things")),
        (wrapping(response=wrapping(things=MANY)), ("response", "things")),
        (wrapping(errors=MANY), None),
        (wrapping(tags={"type": "array", "items": {"type": "string"}}), None),
        ({"type": "array", "items": {"type": "string"}}, None),
        (ONE, None),
        ({"anyOf": [MANY, {"type": "null"}]}, ()),
    ],
)
def test_a_list_is_bare_or_wrapped_or_none(schema: Any, path: tuple[str, ...] | None) -> None:
    """Under the collection's name, a name for any list, or as the only list there is."""
    envelope = envelope_of_many(VIEWS, schema, "things")
    assert (envelope.path if envelope is not None else None) == path


def test_an_envelope_is_opened_along_its_path() -> None:
    """A body that lacks a key is taken for the record itself."""
    envelope = envelope_of_one(VIEWS, wrapping(thing=ONE), "thing")
    assert envelope is not None
    assert envelope.open({"thing": {"id": 1}}) == {"id": 1}
    assert envelope.open({"id": 1}) == {"id": 1}
    assert envelope_of_one(VIEWS, {"type": "array"}, "thing") is None
