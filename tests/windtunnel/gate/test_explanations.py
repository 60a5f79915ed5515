"""Explanations of every code."""

from __future__ import annotations

import re

import pytest

from windtunnel.contract.diff.catalogue import RULES
from windtunnel.contract.drift.catalogue import OPERATORS
from windtunnel.gate.explanations import codes, explain, lines
from windtunnel.gate.own_codes import OWN
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.scenario.invariants import INVARIANTS


def test_every_code_is_explained() -> None:
    """Rules, operators, invariants and the gate's own: each with a title, a meaning, an example and something to do."""
    assert set(codes()) == {*OPERATORS, *INVARIANTS, *OWN, *(rule.id for rule in RULES)}
    for code in codes():
        told = explain(code)
        assert told.code == code
        for text in (told.kind, told.title, told.meaning, told.example, told.remedy):
            assert text.strip() == text != ""
            assert not re.search(r"\{(?:where|old|new|value|names?|what|media|types|flow|scope)\}", text), code


def test_a_rule_is_told_with_side_and_level() -> None:
    """As the diff would report it."""
    told = explain("response-property-became-nullable")
    assert "what you read" in told.meaning
    assert "Level ERR: more is allowed than before." in told.meaning
    assert "in the 200 response" in told.example


def test_a_code_that_is_rule_and_operator_is_told_as_both() -> None:
    """Structural drift carries the identifiers of the diff."""
    told = explain("response-property-type-changed")
    assert told.kind == "rule of the diff and drift operator"
    assert "As drift:" in told.meaning


def test_an_invariant_is_found_by_name_and_number() -> None:
    """In any case."""
    assert explain("i01") == explain("No-Lost-Event")
    assert explain("I01").kind == "invariant I01"


def test_an_unknown_code_suggests_near_ones() -> None:
    """A typing error is not explained as something else."""
    with pytest.raises(UnknownNameError, match="did you mean 'sem-unit-scaled'"):
        explain("sem-unit-scale")


def test_an_explanation_is_printed_under_its_code() -> None:
    """What it means, how it shows, what to do."""
    printed = list(lines(explain("recorded-schema")))
    assert printed[0] == "recorded-schema (recorded)"
    assert [line.split(":")[0].strip() for line in printed if ":" in line][:3] == ["means", "shows", "do"]
