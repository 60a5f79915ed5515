"""Deprecation, sunset and stability of properties; what the other families need to know about dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ..description import Node
from ..schema_pair import SchemaPair
from .hit import Hit, View
from .rule import RP, SP, Effect, Kind, Rule, schema_rules

SUNSET = "x-sunset"
STABILITY = "x-stability-level"
STABILITIES = ("draft", "alpha", "beta", "stable")
"""From the least to the most stable; what says nothing is stable."""
JUDGED_FROM = "beta"
"""What is less stable than this may change at will."""
INVALID_STABILITY = "api-invalid-stability-level"

_SCOPES = (RP, SP)

RULES: tuple[Rule, ...] = (
    *schema_rules("deprecated", Kind.LIFECYCLE, Effect.NONE, "{where}: deprecated", _SCOPES),
    *schema_rules(
        "deprecated-with-sunset", Kind.LIFECYCLE, Effect.NONE, "{where}: deprecated, gone on {sunset}", _SCOPES
    ),
    *schema_rules(
        "deprecated-sunset-invalid",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "{where}: deprecated, but its sunset {sunset} is not a date",
        _SCOPES,
    ),
    *schema_rules(
        "sunset-date-too-small",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "{where}: deprecated, but its sunset {sunset} is in the past",
        _SCOPES,
    ),
    *schema_rules("reactivated", Kind.LIFECYCLE, Effect.NONE, "{where}: no longer deprecated", _SCOPES),
    *schema_rules(
        "stability-decreased", Kind.LIFECYCLE, Effect.VIOLATION, "{where}: was {old}, is only {new} now", _SCOPES
    ),
    *schema_rules("stability-increased", Kind.LIFECYCLE, Effect.NONE, "{where}: was {old}, is {new} now", _SCOPES),
)


def judge(pair: SchemaPair, view: View) -> Iterator[Hit]:
    """Report that a property was deprecated, or became more or less stable."""
    if "deprecated" in pair.own:
        yield _deprecation(pair, view.today)
    if any(key.startswith("x-") for key in pair.own) and not (view.is_root or view.is_parameter):
        unknown = [schema[STABILITY] for schema in (pair.old, pair.new) if stability(schema) is None]
        yield from (Hit(rule_id=INVALID_STABILITY, values={"value": value}) for value in unknown[:1])
    if STABILITY in pair.own:
        yield from _stability(pair)


def _deprecation(pair: SchemaPair, today: date) -> Hit:
    if pair.new.get("deprecated") is not True:
        return Hit("reactivated")
    if SUNSET not in pair.new:
        return Hit("deprecated")
    values = {"sunset": pair.new[SUNSET]}
    day = sunset_date(pair.new)
    if day is None:
        return Hit("deprecated-sunset-invalid", values)
    return Hit("sunset-date-too-small" if day < today else "deprecated-with-sunset", values)


def _stability(pair: SchemaPair) -> Iterator[Hit]:
    change = stability_change(pair.old, pair.new)
    if change:
        verb, old, new = change
        yield Hit(f"stability-{verb}", {"old": old, "new": new})


def sunset_date(node: Node) -> date | None:
    """Return the day on which something ends; ``None`` when it names none that can be read."""
    named = node.get(SUNSET)
    try:
        return datetime.fromisoformat(named).date() if isinstance(named, str) else None
    except ValueError:
        return None


def removal(node: Node, today: date) -> tuple[str, dict[str, Any]] | None:
    """Return how the identifier of a removal ends, and its values; ``None`` for one announced for a day that has come.

    Args:
        node: what is gone, as the old document describes it.
        today: the day on which the documents are compared.
    """
    if node.get("deprecated") is not True:
        return "", {}
    if SUNSET not in node:
        return "-with-deprecation", {}
    day = sunset_date(node)
    if day is None:
        return "", {}
    return ("-before-sunset", {"sunset": day.isoformat()}) if today < day else None


def stability(node: Node) -> str | None:
    """Return how stable something is; ``None`` when it says so in words that are not known."""
    named = node.get(STABILITY)
    if named is None:
        return STABILITIES[-1]
    return named if named in STABILITIES else None


def is_judged(node: Node) -> bool:
    """Tell whether something is stable enough for its changes to matter; unknown words count as stable."""
    found = stability(node)
    return found is None or STABILITIES.index(found) >= STABILITIES.index(JUDGED_FROM)


def stability_change(old: Node, new: Node) -> tuple[str, str, str] | None:
    """Return ``increased`` or ``decreased`` with both levels; ``None`` when nothing that matters changed."""
    before, now = stability(old), stability(new)
    if before is None or now is None or before == now or not is_judged(old):
        return None
    verb = "increased" if STABILITIES.index(now) > STABILITIES.index(before) else "decreased"
    return verb, before, now
