"""The catalogue of rules."""

from __future__ import annotations

import string

import pytest

from windtunnel.contract.diff.catalogue import RULE_BY_ID, RULES, SCHEMA_RULE_BY_ID
from windtunnel.contract.diff.finding import Direction, Level


def test_every_identifier_is_there_once() -> None:
    """Two rules of one name would hide each other."""
    assert len(RULE_BY_ID) == len(RULES) == 774


@pytest.mark.parametrize(
    ("id", "level"),
    [
        ("response-required-property-removed", Level.ERR),
        ("request-parameter-removed", Level.WARN),
        ("response-property-enum-value-added", Level.ERR),
        ("request-body-media-type-removed", Level.ERR),
        ("response-media-type-removed", Level.ERR),
        ("response-success-status-removed", Level.ERR),
        ("response-non-success-status-removed", Level.INFO),
        ("request-property-pattern-changed", Level.WARN),
        ("response-optional-property-removed", Level.INFO),
        ("api-security-scope-added", Level.ERR),
        ("webhook-removed", Level.ERR),
    ],
)
def test_levels_are_those_that_users_know(id: str, level: Level) -> None:
    """As ``oasdiff checks`` of version 1.35 lists them."""
    assert RULE_BY_ID[id].level is level


def test_the_sentence_of_a_rule_says_where() -> None:
    """And the identifier says on which side."""
    formatter = string.Formatter()
    silent = [rule.id for rule in RULES if "where" not in {name for _, name, _, _ in formatter.parse(rule.text)}]
    sided = [rule for rule in RULES if rule.id.startswith(("request-", "response-"))]
    assert silent == []
    assert [rule.id for rule in sided if rule.direction is not Direction(rule.id.partition("-")[0])] == []


def test_rules_about_schemas_are_found_by_scope() -> None:
    """Those about operations are not among them: a deprecated parameter is no deprecated schema."""
    assert "request-property-deprecated" in SCHEMA_RULE_BY_ID
    assert "request-parameter-deprecated" not in SCHEMA_RULE_BY_ID
