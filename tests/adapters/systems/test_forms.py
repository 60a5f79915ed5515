"""Forms on their way to a model and back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from adapters.errors import ContractError
from adapters.ports.ai import Form
from adapters.systems.forms import fill, form_name, form_schema
from adapters.systems.wire import Place

PLACE = Place("ai", "v1", "generate")


class Line(Form):
    """One line of a receipt."""

    title: str
    amount: Annotated[str, Field(description="digits and a point")]


class ReceiptForm(Form):
    """A receipt."""

    kind: Literal["receipt", "invoice"]
    lines: list[Line]
    note: str | None = None


GOOD = '{"kind": "receipt", "lines": [{"title": "Tea", "amount": "2.50"}], "note": null}'


def test_the_name_is_one_that_vendors_accept() -> None:
    """Lower case, words joined by underscores."""
    assert form_name(ReceiptForm) == "receipt_form"


def objects(schema: Any) -> list[dict[str, Any]]:
    """Return every object schema within ``schema``."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    found = [schema] if isinstance(schema, dict) and schema.get("type") == "object" else []
    return found + [each for part in inner for each in objects(part)]


def test_every_object_is_closed_and_requires_all_its_properties() -> None:
    """That is what strict structured outputs demand, at every depth."""
    found = objects(form_schema(ReceiptForm))
    assert [sorted(each["properties"]) for each in found] == [["kind", "lines", "note"], ["amount", "title"]]
    assert all(each["additionalProperties"] is False for each in found)
    assert all(each["required"] == list(each["properties"]) for each in found)


def test_nothing_is_referred_to_and_descriptions_stay() -> None:
    """A property that is called title is no title."""
    schema = form_schema(ReceiptForm)
    assert "$defs" not in schema
    amount = schema["properties"]["lines"]["items"]["properties"]["amount"]
    assert amount == {"description": "digits and a point", "type": "string"}


def test_a_filled_form_is_read() -> None:
    """Text becomes the model that was asked for."""
    form = fill(ReceiptForm, GOOD, PLACE, "content")
    assert (form.kind, form.lines[0].title, form.note) == ("receipt", "Tea", None)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (GOOD[:-5], "content"),
        (GOOD.replace("receipt", "letter"), "content.kind"),
        (GOOD.replace('"2.50"', "2.5"), "content.lines.0.amount"),
        (GOOD.replace('"note"', '"more"'), "content.more"),
        ("[" * 100_000, "content"),
    ],
)
def test_anything_else_breaks_the_contract_and_is_named(text: str, field: str) -> None:
    """Cut, outside the closed set, of another type, or more than was asked for."""
    with pytest.raises(ContractError) as caught:
        fill(ReceiptForm, text, PLACE, "content")
    assert caught.value.field == field
