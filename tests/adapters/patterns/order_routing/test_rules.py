"""Which team handles an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from adapters.patterns.order_routing.records import Findings
from adapters.patterns.order_routing.rules import AFTERWARDS, AT_ONCE, STANDARD, TEAMS, Rules

from .plant import an_order

RULES = Rules("DE", Decimal(10_000))


@pytest.mark.parametrize(
    ("changes", "team"),
    [
        ({}, "standard"),
        ({"country": "FR"}, "export"),
        ({"country": "FR", "express": True}, "express"),
        ({"total": "10000", "express": True}, "key-accounts"),
    ],
)
def test_at_once(changes: dict[str, Any], team: str) -> None:
    """By what the order says, the first rule that applies."""
    assert RULES.at_once(an_order(**changes)).team == team


@pytest.mark.parametrize(
    ("found", "team"),
    [
        (Findings(), "standard"),
        (Findings(handling="ordinary", tier="Bronze"), "standard"),
        (Findings(handling="gift"), "special"),
        (Findings(handling="gift", awaited=True), "back-orders"),
        (Findings(handling="gift", awaited=True, tier="Gold"), "key-accounts"),
    ],
)
def test_afterwards(found: Findings, team: str) -> None:
    """By everything that was found out."""
    assert RULES.afterwards(an_order(), found).team == team


def test_what_is_missing_is_told() -> None:
    """A route that was decided without an answer says so."""
    assert RULES.afterwards(an_order(), Findings(missing=("customer",))).missing == ("customer",)


def test_every_team_is_known() -> None:
    """The rules send nobody to a team that does not exist."""
    assert {row[0] for row in (*AT_ONCE, *AFTERWARDS)} | {STANDARD} == set(TEAMS)
