"""Values: enumerations, constants, defaults, patterns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..schema import listed, text
from ..schema_pair import SchemaPair
from .hit import Hit, View
from .rule import BODIES, HP, PA, PP, RB, RO, RP, SM, SP, WO, Effect, Kind, Rule, schema_rules

EXTENSIBLE = "x-extensible-enum"
_ENUM = (RB, RP, PA, SM, SP)

RULES: tuple[Rule, ...] = (
    *schema_rules("enum-value-added", Kind.VALUES, Effect.WIDENS, "{where}: may also be {value}", (*_ENUM, PP, WO)),
    *schema_rules(
        "enum-value-removed", Kind.VALUES, Effect.NARROWS, "{where}: can no longer be {value}", (*_ENUM, PP, RO)
    ),
    *schema_rules(
        "became-enum",
        Kind.VALUES,
        Effect.NARROWS,
        "{where}: only certain values are possible now: {values}",
        (*_ENUM, HP),
    ),
    *schema_rules(
        "became-not-enum",
        Kind.VALUES,
        Effect.WIDENS,
        "{where}: any value is possible, no longer only {values}",
        (*_ENUM, PP),
    ),
    *schema_rules(
        "x-extensible-enum-value-removed",
        Kind.VALUES,
        Effect.NARROWS,
        "{where}: {value} is no longer among the known values",
        (RP, PA),
        claimable=False,
    ),
    *schema_rules("const-added", Kind.VALUES, Effect.NARROWS, "{where}: is always {new} now", BODIES),
    *schema_rules("const-removed", Kind.VALUES, Effect.WIDENS, "{where}: is no longer always {old}", BODIES),
    *schema_rules(
        "const-changed", Kind.VALUES, Effect.INCOMPARABLE, "{where}: is always {new}, no longer {old}", BODIES
    ),
    *schema_rules(
        "default-value-added", Kind.VALUES, Effect.NONE, "{where}: the default is {new}; there was none", BODIES
    ),
    *schema_rules("default-value-removed", Kind.VALUES, Effect.NONE, "{where}: the default {old} is gone", BODIES),
    *schema_rules(
        "default-value-changed", Kind.VALUES, Effect.NONE, "{where}: the default is {new}, no longer {old}", BODIES
    ),
    *schema_rules(
        "pattern-added",
        Kind.CONSTRAINTS,
        Effect.NARROWS,
        "{where}: must match {new}; any text was possible",
        (RP, PA, SP),
    ),
    *schema_rules(
        "pattern-removed", Kind.CONSTRAINTS, Effect.WIDENS, "{where}: need not match {old} any more", (RP, PA, SP)
    ),
    *schema_rules(
        "pattern-changed", Kind.CONSTRAINTS, Effect.UNKNOWN, "{where}: matches {new}, no longer {old}", (RP, PA, SP)
    ),
    *schema_rules(
        "pattern-generalized",
        Kind.CONSTRAINTS,
        Effect.WIDENS,
        "{where}: any text is possible, no longer only {old}",
        (RP, PA),
    ),
)
ANYTHING = ".*"


def judge(pair: SchemaPair, view: View) -> Iterator[Hit]:
    """Report changes of the values that are possible."""
    if "enum" in pair.own:
        yield from _enumeration(pair, view)
    if EXTENSIBLE in pair.own:
        yield from _extensible(pair.old.get(EXTENSIBLE), pair.new.get(EXTENSIBLE))
    if "const" in pair.own:
        yield from _set_or_changed("const", pair.old.get("const"), pair.new.get("const"))
    if "default" in pair.own and not view.is_parameter:
        yield from _set_or_changed("default-value", pair.old.get("default"), pair.new.get("default"))
    if "pattern" in pair.own:
        yield from _pattern(text(pair.old, "pattern"), text(pair.new, "pattern"), view)


def _set_or_changed(what: str, old: Any, new: Any) -> Iterator[Hit]:
    verb = "added" if old is None else "removed" if new is None else "changed"
    yield Hit(f"{what}-{verb}", {"old": old, "new": new})


def _pattern(old: str, new: str, view: View) -> Iterator[Hit]:
    verb = "added" if not old else "removed" if not new else "changed"
    if verb == "changed" and new == ANYTHING and view.is_request:
        verb = "generalized"
    yield Hit(f"pattern-{verb}", {"old": old, "new": new})


def _enumeration(pair: SchemaPair, view: View) -> Iterator[Hit]:
    old, new = listed(pair.old, "enum"), listed(pair.new, "enum")
    added, removed = _without(new, old), _without(old, new)
    if not added and not removed:
        return
    appeared, vanished = pair.old.get("enum") is None, pair.new.get("enum") is None
    freed = vanished and not _may_restrict(pair, new=True)
    bound = appeared and not _may_restrict(pair, new=False)
    if appeared if view.is_request else bound:
        yield Hit("became-enum", {"values": _shown(new)})
    if freed:
        yield Hit("became-not-enum", {"values": _shown(old)})
    else:
        yield from (Hit("enum-value-removed", {"value": value}) for value in removed)
    if not bound or (view.is_parameter and not view.is_root):
        yield from (Hit("enum-value-added", {"value": value}) for value in added)


def _may_restrict(pair: SchemaPair, *, new: bool) -> bool:
    """Tell whether a schema has keywords that an enumeration may have moved into, or come from."""
    schema = pair.new if new else pair.old
    if any(listed(schema, keyword) for keyword in ("oneOf", "anyOf", "allOf")):
        return True
    return any(schema.get(keyword) is not None for keyword in ("not", "const", "if", "then", "else"))


def _extensible(old: Any, new: Any) -> Iterator[Hit]:
    if isinstance(old, list) and isinstance(new, list):
        yield from (Hit("x-extensible-enum-value-removed", {"value": value}) for value in _without(old, new))


def _without(values: list[Any], others: list[Any]) -> list[Any]:
    known = {_key(other) for other in others}
    return [value for value in values if _key(value) not in known]


def _key(value: Any) -> Any:
    if isinstance(value, dict | list):
        return repr(value)
    return isinstance(value, bool), value


def _shown(values: list[Any]) -> str:
    return ", ".join(map(str, values))
