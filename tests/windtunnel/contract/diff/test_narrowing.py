"""Findings as one consumer sees them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from windtunnel.contract.diff import Level, compare
from windtunnel.contract.diff.usage import Usage
from windtunnel.kernel.errors import InconclusiveError

from .shopping import MADE, SHOP, TODAY, USAGE, Change, changed, only, operation, schema


def _drop(component: str, name: str) -> Change:
    return lambda document: schema(document, component).pop(name)


def _set(component: str, name: str, **words: Any) -> Change:
    return lambda document: schema(document, component)[name].update(words)


def _parameter(name: str, **words: Any) -> Change:
    def change(document: Any) -> None:
        found = operation(document, "readOrder")["parameters"]
        next(each for each in found if each["name"] == name).update(words)

    return change


def _without_parameter(name: str) -> Change:
    def change(document: Any) -> None:
        read = operation(document, "readOrder")
        read["parameters"] = [each for each in read["parameters"] if each["name"] != name]

    return change


def _new_parameter(document: Any) -> None:
    new = {"name": "tenant", "in": "query", "required": True, "schema": {"type": "string"}}
    operation(document, "readOrder")["parameters"].append(new)


def _require(component: str, name: str, **definition: Any) -> Change:
    def change(document: Any) -> None:
        found = document["components"]["schemas"][component]
        found.setdefault("required", []).append(name)
        if definition:
            found["properties"][name] = definition

    return change


ANSWERS = [
    (_set("Order", "total", type="string"), "ERR", "is read", ("adapters/shop.py:10",)),
    (_set("Order", "id", type="integer"), "INFO", "is not read", ()),
    (_set("Order", "state", enum=["open", "paid", "lost"]), "ERR", "is read", ("adapters/shop.py:12",)),
    (_drop("Order", "note"), "ERR", "is read", ("adapters/shop.py:11",)),
    (_drop("Order", "id"), "INFO", "is not read", ()),
    (_set("Order", "tags", items={"type": "integer"}), "ERR", "is read", ("adapters/shop.py:17",)),
]


@pytest.mark.parametrize(("change", "level", "reason", "lines"), ANSWERS)
def test_a_change_of_answers_matters_where_it_is_read(
    change: Change, level: str, reason: str, lines: tuple[str, ...]
) -> None:
    """A field that is read makes an error with its line, another one information."""
    found = only(change)
    assert found.impact is not None
    assert (found.level.name, found.impact.reason, found.impact.lines) == (level, reason, lines)


def test_a_shared_schema_is_judged_by_every_place_that_is_read() -> None:
    """A person's address is read of the buyer only, and the change is reported for the seller: it is still an error."""
    found = only(_drop("User", "email"))
    assert (found.level, found.property) == (Level.ERR, "buyer/email")
    seller = only(_drop("User", "phone"))
    assert seller.level is Level.INFO


def test_items_of_lists_are_found() -> None:
    """A field of the rows of a list is read through the list."""

    def change(document: Any) -> None:
        schema(document, "Order")["lines"]["items"]["properties"]["sku"]["type"] = "integer"

    assert only(change).level is Level.ERR


def test_all_of_does_not_soften_what_is_read() -> None:
    """What stands below allOf is a warning for everybody, and an error for who reads it."""

    def wrap(document: Any) -> None:
        media = operation(document, "readOrder")["responses"]["200"]["content"]["application/json"]
        media["schema"] = {"allOf": [{"$ref": "#/components/schemas/Order"}]}
        schema(document, "Order")["total"]["type"] = "string"

    found = [each for each in changed(wrap).findings if each.impact is not None and each.impact.lines]
    assert any(each.level is Level.ERR for each in found)


OPERATIONS: list[tuple[Change, str, str]] = [
    (lambda document: document["paths"]["/orders"].pop("delete"), "INFO", "is not called"),
    (lambda document: document["paths"]["/orders"].pop("post"), "ERR", "is called"),
    (lambda document: document["paths"].pop("/orders/{id}"), "ERR", "is called"),
]


@pytest.mark.parametrize(("change", "level", "reason"), OPERATIONS)
def test_an_operation_that_goes_matters_where_it_is_called(change: Change, level: str, reason: str) -> None:
    """A call that is made becomes an error at its line, another one information."""
    found = only(change)
    assert found.impact is not None
    assert (found.level.name, found.impact.reason, bool(found.impact.lines)) == (level, reason, level == "ERR")


def test_an_end_that_was_announced_is_still_an_end() -> None:
    """A deprecated operation that is gone is information for everybody, and an error for who calls it."""
    old = copy.deepcopy(SHOP)
    operation(old, "makeOrder")["deprecated"] = True
    new = copy.deepcopy(old)
    new["paths"]["/orders"].pop("post")
    found = compare(old, new, old_name="old", new_name="new", today=TODAY, usage=USAGE).findings
    assert [(each.id, each.level) for each in found] == [("api-removed-with-deprecation", Level.ERR)]


PARAMETERS = [
    (_without_parameter("view"), "ERR", "is sent"),
    (_without_parameter("fields"), "INFO", "is not sent"),
    (_parameter("view", required=True), "INFO", "is sent every time"),
    (_parameter("sort", required=True), "ERR", "must be sent and is left out"),
    (_parameter("fields", required=True), "ERR", "must be sent and is left out"),
    (_new_parameter, "ERR", "must be sent and is left out"),
    (_parameter("view", schema={"type": "integer"}), "ERR", "is sent"),
    (_parameter("fields", schema={"type": "integer"}), "INFO", "is not sent"),
    (_parameter("view", schema={"type": "string", "default": "full"}), "INFO", "is sent every time"),
    (_parameter("fields", schema={"type": "string", "default": "a"}), "WARN", "is left out, so the default applies"),
]


@pytest.mark.parametrize(("change", "level", "reason"), PARAMETERS)
def test_a_parameter_matters_by_what_is_sent(change: Change, level: str, reason: str) -> None:
    """One that is sent must stay, one that is left out must not be demanded, the others are information."""
    found = only(change)
    assert found.impact is not None
    assert (found.level.name, found.impact.reason) == (level, reason)


BODIES = [
    (_set("Input", "total", type="integer"), "ERR", "is sent"),
    (_set("Input", "note", type="integer"), "INFO", "is not sent"),
    (_drop("Input", "total"), "ERR", "is sent"),
    (_drop("Input", "note"), "INFO", "is not sent"),
    (_require("Input", "total"), "INFO", "is sent every time"),
    (_require("Input", "note"), "ERR", "must be sent and is left out"),
    (_require("Input", "tenant", type="string"), "ERR", "must be sent and is left out"),
]


@pytest.mark.parametrize(("change", "level", "reason"), BODIES)
def test_a_property_of_a_body_matters_by_what_is_sent(change: Change, level: str, reason: str) -> None:
    """The same law holds for bodies."""
    found = only(change)
    assert found.impact is not None
    assert (found.level.name, found.impact.reason) == (level, reason)


def test_what_an_object_demands_that_is_never_sent_is_information() -> None:
    """A member that must stand in an object that is left out is demanded of nobody."""

    def change(document: Any) -> None:
        schema(document, "Input")["gift"]["required"] = ["text"]

    assert only(change).level is Level.INFO


def test_a_whole_body_is_judged_by_whether_one_is_sent() -> None:
    """A media type that goes, and a body that must be sent, hit who sends that, or nothing."""

    def typed(document: Any) -> None:
        content = operation(document, "makeOrder")["requestBody"]["content"]
        content["application/xml"] = content.pop("application/json")

    def demanded(document: Any) -> None:
        operation(document, "makeOrder")["requestBody"]["required"] = True

    found = {each.id: each.level for each in changed(typed).findings}
    assert found["request-body-media-type-removed"] is Level.ERR
    assert only(demanded).level is Level.INFO
    silent = Usage("shop", (type(MADE)("makeOrder", "POST", "/orders", ("adapters/shop.py:2",), (201,)),))
    assert only(demanded, silent).level is Level.ERR


def _without_header(name: str) -> Change:
    return lambda document: operation(document, "readOrder")["responses"]["200"]["headers"].pop(name)


@pytest.mark.parametrize(("name", "level"), [("X-Next", "ERR"), ("X-Cost", "INFO")])
def test_a_header_matters_where_it_is_read(name: str, level: str) -> None:
    """The case of its name does not."""
    assert only(_without_header(name)).level.name == level


def test_an_answer_that_was_never_met_is_a_warning() -> None:
    """Nobody knows what is read of an error that the run did not meet; so it is neither error nor information."""

    def change(document: Any) -> None:
        media = operation(document, "readOrder")["responses"]["404"]["content"]["application/json"]
        media["schema"]["type"] = "array"

    found = only(change)
    assert found.impact is not None
    assert (found.level, found.impact.level) == (Level.WARN, "ERR")
    assert "no answer with this status was met" in found.impact.reason


def test_what_concerns_no_operation_stays() -> None:
    """A finding about the whole document is nobody's in particular and keeps its level."""
    found = changed(lambda document: document["components"]["schemas"].update(New={"type": "object"})).findings
    removed = changed(lambda document: document.update(security=[{"key": []}]))
    assert not [each for each in found if each.subject.path]
    assert all(each.impact is None for each in (*found, *removed.findings) if not each.subject.path)


def test_a_consumer_of_something_else_is_no_comparison() -> None:
    """Where nothing that is called is described, there is nothing to conclude."""
    other = Usage("crm", (type(MADE)("ListContacts", "GET", "/contacts"),))
    with pytest.raises(InconclusiveError, match="neither describes what the adapter of crm calls: ListContacts"):
        changed(_drop("Order", "id"), other)


def test_what_the_document_never_had_is_named() -> None:
    """An operation that is called and that the old description lacks is told."""
    more = Usage("shop", (*USAGE.operations, type(MADE)("signIn", "POST", "/token")))
    assert changed(_drop("Order", "id"), more).missing == ("signIn",)
