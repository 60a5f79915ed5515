"""Where the fields stand that a consumer uses."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.contract.diff.description import Description
from windtunnel.contract.diff.touched import Touched, is_met
from windtunnel.contract.diff.usage import OperationUsage, Usage, Used

from .shopping import SHOP, USAGE

READ = ("GET", "/orders/{id}")


def _reads(schema: Any, *names: str, path: str = "/things") -> set[str]:
    answer = {"description": "", "content": {"application/json": {"schema": schema}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/things": {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": {"Node": {"properties": {"next": {"$ref": "#/components/schemas/Node"}}}}},
    }
    used = OperationUsage("GET /things", "GET", path, statuses=(200,), reads=tuple(Used(name) for name in names))
    root = "#/paths/~1things/get/responses/200/content/application~1json/schema"
    found = Touched(Description(document, "things"), Usage("s", (used,))).reads(("GET", "/things"))
    return {pointer.removeprefix(root) for pointer in found}


def test_everything_on_the_way_to_a_field_counts() -> None:
    """The body, the objects above, and the component that a reference leads to."""
    found = Touched(Description(SHOP, "shop"), USAGE).reads(READ)
    assert {
        "#/components/schemas/Order",
        "#/components/schemas/Order/properties/buyer",
        "#/components/schemas/User",
        "#/components/schemas/User/properties/email",
    } <= found.keys()
    assert "#/components/schemas/Order/properties/seller" not in found
    assert found["#/components/schemas/User/properties/email"] == ("adapters/shop.py:14",)


def test_combinations_are_taken_apart() -> None:
    """A field of one part of allOf or oneOf is found there; conditions count, too."""
    parts = [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {}}}]
    for word in ("allOf", "oneOf", "anyOf"):
        assert f"/{word}/0/properties/a" in _reads({word: parts}, "$.a")
    assert "/then/properties/a" in _reads({"if": {}, "then": parts[0]}, "$.a")


def test_free_keys_and_positions_are_found() -> None:
    """Names that fit a pattern, any name, and the first items of a list have schemas of their own."""
    patterns = {"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "integer"}}
    assert {"/patternProperties/^x", "/additionalProperties"} <= _reads(patterns, "$.x1")
    assert {"/prefixItems/0", "/items"} <= _reads({"prefixItems": [{"type": "string"}], "items": {"x": 1}}, "$[]")


def test_all_below_a_field_counts_where_nobody_looked_further() -> None:
    """An object that is taken whole is read with all it holds; one that is looked into is not."""
    schema: dict[str, Any] = {"properties": {"o": {"properties": {"p": {"properties": {"q": {}}}, "r": {}}}}}
    assert "/properties/o/properties/p/properties/q" in _reads(schema, "$.o")
    assert "/properties/o/properties/p/properties/q" not in _reads(schema, "$.o", "$.o.r")


def test_a_circle_ends() -> None:
    """A schema that holds itself is gone through once."""
    assert "#/components/schemas/Node" in _reads({"$ref": "#/components/schemas/Node"}, "$.next.next")


@pytest.mark.parametrize("path", ["/things", "/v2/things", "/v2/things/"])
def test_an_operation_is_found_by_the_end_of_its_path(path: str) -> None:
    """A document may leave the base path to its servers."""
    assert _reads({"properties": {"a": {}}}, "$.a", path=path)


def test_an_operation_that_is_not_described_is_missing() -> None:
    """It is named, and nothing of it is touched."""
    usage = Usage("s", (OperationUsage("signIn", "POST", "/token"), *USAGE.operations))
    touched = Touched(Description(SHOP, "shop"), usage)
    assert touched.missing == ("signIn",)
    assert touched.reads(("POST", "/token")) == {}


def test_bodies_count_by_what_was_sent() -> None:
    """A property that is sent is touched in the media type that is sent."""
    touched = Touched(Description(SHOP, "shop"), USAGE).sent(("POST", "/orders"))
    assert "#/components/schemas/Input/properties/total" in touched
    assert "#/components/schemas/Input/properties/note" not in touched


@pytest.mark.parametrize(
    ("status", "met", "expected"),
    [("200", (200,), True), ("2XX", (204,), True), ("404", (200,), False), ("default", (200,), True)],
)
def test_described_statuses_are_compared_with_those_that_were_met(
    status: str, met: tuple[int, ...], expected: bool
) -> None:
    """Exactly, by their hundred, or all."""
    assert is_met(status, met) is expected
