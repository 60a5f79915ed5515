"""What a rule is."""

from __future__ import annotations

import pytest

from windtunnel.contract.diff.finding import Direction, Level
from windtunnel.contract.diff.rules.rule import RP, SP, WO, Cap, Effect, Kind, derived_level, rule, schema_rules


@pytest.mark.parametrize(
    ("effect", "sent", "read"),
    [
        (Effect.NARROWS, Level.ERR, Level.INFO),
        (Effect.WIDENS, Level.INFO, Level.ERR),
        (Effect.INCOMPARABLE, Level.ERR, Level.ERR),
        (Effect.VIOLATION, Level.ERR, Level.ERR),
        (Effect.UNKNOWN, Level.WARN, Level.WARN),
        (Effect.NONE, Level.INFO, Level.INFO),
    ],
)
def test_the_level_follows_from_the_effect_and_the_side(effect: Effect, sent: Level, read: Level) -> None:
    """A sender breaks when less is accepted, a reader when more may come."""
    assert derived_level(effect, Direction.REQUEST) is sent
    assert derived_level(effect, Direction.NONE) is sent
    assert derived_level(effect, Direction.RESPONSE) is read


def test_a_row_makes_one_rule_per_scope() -> None:
    """Each with its identifier and its side."""
    rules = schema_rules("max-set", Kind.CONSTRAINTS, Effect.NARROWS, "{where}", (RP, SP))
    assert [(each.id, each.level, each.direction) for each in rules] == [
        ("request-property-max-set", Level.ERR, Direction.REQUEST),
        ("response-property-max-set", Level.INFO, Direction.RESPONSE),
    ]


def test_what_does_not_travel_is_harmless() -> None:
    """Whatever the effect."""
    (only,) = schema_rules("enum-value-added", Kind.VALUES, Effect.WIDENS, "{where}", (WO,))
    assert only.level is Level.INFO


def test_a_level_of_its_own_wins() -> None:
    """Where the effect does not tell."""
    made = rule("x", Direction.RESPONSE, Kind.TYPE, Effect.NARROWS, "{where}", level=Level.ERR)
    assert (made.level, made.cap) == (Level.ERR, Cap.NEVER)
