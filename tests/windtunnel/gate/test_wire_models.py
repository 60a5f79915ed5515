"""What models read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from windtunnel.gate.reads import Reads, Source
from windtunnel.gate.traced import Tracer
from windtunnel.gate.wire_models import note_fields

FILE = Path(__file__).resolve()
SOURCE = Source("readOrder", 200)


class Base(BaseModel):
    """Has a field for all."""

    id: int


class Line(BaseModel):
    """A line."""

    amount: float = 0.0


class Order(Base):
    """An order."""

    total: Annotated[float, Field(alias="orderTotal")]
    lines: list[Line]
    owner: Annotated[Line | None, Field(validation_alias=AliasChoices("owner", "user"))] = None


class Open(BaseModel):
    """Passes on what it does not know."""

    model_config = ConfigDict(extra="allow")

    id: int


class Free(BaseModel):
    """Holds objects of any form."""

    rows: list[dict[str, Any]]


def reads_of(model: Any, value: Any) -> Reads:
    """Return what a model reads of a value."""
    reads = Reads()
    note_fields(model, value, Tracer(reads, FILE.parent), SOURCE, "$")
    return reads


def line_of(text: str) -> int:
    """Return the line of this file that begins with a text."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip().startswith(text))


def test_declared_fields_are_read_under_their_names_on_the_wire() -> None:
    """Also those that are missing, and each of several names."""
    found = {read.path: read for read in reads_of(Order, {"id": 1, "orderTotal": 2.0, "lines": [{"amount": 3.0}]})}
    assert list(found) == ["$.id", "$.orderTotal", "$.lines", "$.lines[].amount", "$.owner", "$.user"]
    assert (found["$.lines[].amount"].examples, found["$.owner"].examples) == ([3.0], [])


@pytest.mark.parametrize(("path", "text"), [("$.orderTotal", "total: Annotated"), ("$.id", "id: int")])
def test_the_line_is_where_the_field_is_declared(path: str, text: str) -> None:
    """In the base, for what is inherited."""
    found = {read.path: read for read in reads_of(Order, {"id": 1})}
    assert str(found[path].lines[0]) == f"test_wire_models.py:{line_of(text)}"


def test_a_model_that_keeps_everything_reads_everything() -> None:
    """At the line of the model itself."""
    found = {read.path: read for read in reads_of(Open, {"id": 1, "tier": "Gold"})}
    assert found["$.tier"].examples == ["Gold"]
    assert found["$.tier"].lines[0].number == line_of("class Open")


@pytest.mark.parametrize("model", [list[Line], Annotated[list[Line], Field(min_length=1)], list[Line] | None])
def test_types_made_of_models_lead_to_them(model: Any) -> None:
    """Lists, unions and annotations."""
    assert [read.path for read in reads_of(model, [{"amount": 1}])] == ["$[].amount"]


def test_what_is_no_object_is_not_gone_into() -> None:
    """The model will refuse it."""
    assert len(reads_of(Order, "text")) == 0


def test_whoever_gets_an_object_with_free_keys_may_read_any() -> None:
    """At the line of the field that holds it."""
    found = {read.path: read for read in reads_of(Free, {"rows": [{"a": 1, "b": 2}]})}
    assert list(found) == ["$.rows", "$.rows[].a", "$.rows[].b"]
    assert found["$.rows[].b"].lines[0].number == line_of("rows: list")


def test_unknown_fields_are_noted_in_the_order_of_the_answer() -> None:
    """Whatever the process hashes texts like, two scores of one adapter have the same order."""
    names = [f"field{number}" for number in range(20)]
    reads = reads_of(Open, {"id": 1, **dict.fromkeys(names, "x")})
    assert [read.path for read in reads] == ["$.id", *(f"$.{name}" for name in names)]
