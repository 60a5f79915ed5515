"""Which changes there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.contract.document import Contract
from windtunnel.gate.mutants import Mutant, is_path, mutants
from windtunnel.gate.reads import Line, Reads, Source
from windtunnel.gate.requests_made import Said

from .shop import shop

LINE = Line("adapters/shop.py", 7)


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    """The shop's."""
    return Contract.of_file(shop(tmp_path) / "contracts" / "shop" / "openapi.yaml")


def made(contract: Contract, path: str, example: object, where: str = "body") -> list[Mutant]:
    """Return the changes that concern one read."""
    reads = Reads()
    reads.add(Source("readOrder", 200), path, LINE, example, where=where)  # type: ignore[arg-type]  # a literal
    return mutants(contract, reads, {})


def operators(found: list[Mutant]) -> set[str]:
    """Return the names of their operators."""
    return {mutant.operator for mutant in found}


def test_operators_fit_the_field(contract: Contract) -> None:
    """Numbers are scaled, lists of values are extended, lists are cut."""
    assert "sem-unit-scaled" in operators(made(contract, "$.total", 1.5))
    assert "sem-enum-case-changed" not in operators(made(contract, "$.total", 1.5))
    assert "response-property-enum-value-added" in operators(made(contract, "$.state", "open"))
    assert "sem-list-truncated" in operators(made(contract, "$.lines", [{"amount": 1}]))


def test_every_value_of_an_option_is_a_change_of_its_own(contract: Contract) -> None:
    """A type can change to each of four."""
    found = [each for each in made(contract, "$.total", 1.5) if each.operator == "response-property-type-changed"]
    assert [each.description.model_dump()["to"] for each in found] == ["string", "list", "object", "number"]


def test_a_change_carries_place_line_and_schema(contract: Contract) -> None:
    """So that a finding can point at the code."""
    mutant = next(each for each in made(contract, "$.total", 1.5) if each.operator == "sem-unit-scaled")
    assert (mutant.operation, mutant.place, mutant.lines) == ("readOrder", "$.total", (LINE,))
    assert mutant.schema["type"] == ["number"]
    assert mutant.description.operations == ("readOrder",)


def test_ids_are_the_same_for_the_same_change(contract: Contract) -> None:
    """And of no two changes."""
    first, second = made(contract, "$.total", 1.5), made(contract, "$.total", 1.5)
    assert [each.id for each in first] == [each.id for each in second]
    assert len({each.id for each in first}) == len(first)


def test_what_was_never_seen_is_not_changed(contract: Contract) -> None:
    """There is nothing to change."""
    reads = Reads()
    reads.add(Source("readOrder", 200), "$.note", LINE)
    assert mutants(contract, reads, {}) == []


def test_headers_are_removed_and_renamed(contract: Contract) -> None:
    """Retry-After may be a date, too."""
    assert operators(made(contract, "retry-after", "5", "header")) == {
        "required-response-header-removed",
        "sem-header-renamed",
        "sem-retry-after-as-date",
    }


def test_whole_answers_and_requests_change_for_each_operation(contract: Contract) -> None:
    """What is said, and what is not said yet."""
    said = Said("createOrder", {}, {"total": [12.5], "customer": ["Ann"]}, ["application/json"])
    found = operators(mutants(contract, Reads(), {"createOrder": said}))
    assert {
        "sem-body-wrapped",
        "request-property-removed",
        "request-property-max-decreased",
        "request-property-became-required",
        "api-removed-without-deprecation",
    } <= found


@pytest.mark.parametrize(("path", "possible"), [("$.a", True), ("$[].a", True), ("$", False), ("$.a b", False)])
def test_places_that_operators_cannot_name_are_left_out(path: str, possible: bool) -> None:
    """A name with a space cannot be said."""
    assert is_path(path) is possible
