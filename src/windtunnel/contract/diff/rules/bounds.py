"""Bounds: how large, how long, how many."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from ..schema import same_value
from ..schema_pair import SchemaPair
from .hit import Hit, View
from .rule import BODIES, PA, RB, RO, RP, SB, SH, SP, Effect, Kind, Rule, schema_rules


class Bound(NamedTuple):
    """A keyword that bounds values; ``upper`` is ``None`` where size does not decide what is narrower."""

    suffix: str
    keyword: str
    upper: bool | None
    absent: tuple[Any, ...]
    says: str


BOUNDS = (
    Bound("max", "maximum", True, (None,), "the largest value"),
    Bound("min", "minimum", False, (None,), "the smallest value"),
    Bound("exclusive-max", "exclusiveMaximum", True, (None, False), "the bound that values stay below"),
    Bound("exclusive-min", "exclusiveMinimum", False, (None, False), "the bound that values stay above"),
    Bound("max-length", "maxLength", True, (None,), "the greatest length"),
    Bound("min-length", "minLength", False, (None, 0), "the least length"),
    Bound("max-items", "maxItems", True, (None,), "the greatest number of items"),
    Bound("min-items", "minItems", False, (None, 0), "the least number of items"),
    Bound("max-properties", "maxProperties", True, (None,), "the greatest number of properties"),
    Bound("min-properties", "minProperties", False, (None, 0), "the least number of properties"),
    Bound("max-contains", "maxContains", True, (None,), "the greatest number of items that 'contains' describes"),
    Bound("min-contains", "minContains", False, (None,), "the least number of items that 'contains' describes"),
    Bound("multiple-of", "multipleOf", None, (None,), "the step between values"),
)
SCOPES = (RB, RP, PA, SB, SP, SH)
READ_ONLY_SUFFIXES = frozenset(
    {
        "max-decreased",
        "min-increased",
        "exclusive-max-decreased",
        "exclusive-min-increased",
        "max-length-decreased",
        "max-items-decreased",
        "max-properties-decreased",
    }
)
"""Narrower bounds that have an identifier of their own where the property is read-only."""


def _rules() -> Iterator[Rule]:
    for bound in BOUNDS:
        for verb, effect, text in _verbs(bound):
            suffix = f"{bound.suffix}-{verb}"
            scopes = (*SCOPES, RO) if suffix in READ_ONLY_SUFFIXES else SCOPES
            yield from _claimed_in_bodies(suffix, effect, text, scopes)
    step = "{where}: the step between values is {new} instead of {old}"
    yield from schema_rules("multiple-of-changed", Kind.CONSTRAINTS, Effect.INCOMPARABLE, step, BODIES)
    yield from schema_rules("multiple-of-generalized", Kind.CONSTRAINTS, Effect.WIDENS, step, (RB, RP))
    yield from schema_rules("multiple-of-specialized", Kind.CONSTRAINTS, Effect.NARROWS, step, (SB, SP))
    unique = "{where}: items must be unique"
    repeated = "{where}: items need not be unique any more"
    yield from schema_rules("unique-items-set", Kind.CONSTRAINTS, Effect.NARROWS, unique, (RB, RP))
    yield from schema_rules("unique-items-unset", Kind.CONSTRAINTS, Effect.WIDENS, repeated, BODIES)


def _claimed_in_bodies(suffix: str, effect: Effect, text: str, scopes: tuple[Any, ...]) -> Iterator[Rule]:
    for scope in scopes:
        yield from schema_rules(suffix, Kind.CONSTRAINTS, effect, text, (scope,), claimable=scope not in {PA, SH})


def _verbs(bound: Bound) -> Iterator[tuple[str, Effect, str]]:
    yield "set", Effect.NARROWS, f"{{where}}: {bound.says} is now {{new}}; there was none"
    yield "unset", Effect.WIDENS, f"{{where}}: {bound.says} was {{old}}; there is none any more"
    if bound.upper is not None:
        moved = f"{{where}}: {bound.says} went from {{old}} to {{new}}"
        yield "increased", Effect.WIDENS if bound.upper else Effect.NARROWS, moved
        yield "decreased", Effect.NARROWS if bound.upper else Effect.WIDENS, moved


RULES = tuple(_rules())


def judge(pair: SchemaPair, view: View) -> Iterator[Hit]:
    """Report every bound that was set, taken away or moved."""
    for bound in BOUNDS:
        if bound.keyword in pair.own:
            yield from _moved(bound, pair.old.get(bound.keyword), pair.new.get(bound.keyword), view)
    if "maxItems" not in pair.own and view.is_parameter and view.is_root and "items" in pair.children:
        items = pair.children["items"]
        yield from (hit for hit in _items_bound(items, view))
    if "uniqueItems" in pair.own:
        yield Hit("unique-items-set" if pair.new.get("uniqueItems") else "unique-items-unset")


def _items_bound(items: SchemaPair, view: View) -> Iterator[Hit]:
    """A list in a list: the inner list's greatest number of items counts as the parameter's."""
    bound = next(each for each in BOUNDS if each.keyword == "maxItems")
    for hit in _moved(bound, items.old.get("maxItems"), items.new.get("maxItems"), view):
        if hit.suffix.endswith(("increased", "decreased")):
            yield hit


def _moved(bound: Bound, old: Any, new: Any, view: View) -> Iterator[Hit]:
    absent_before, absent_now = _is_absent(bound, old), _is_absent(bound, new)
    values = {"old": old, "new": new}
    if absent_before and absent_now:
        return
    if absent_before or absent_now:
        yield Hit(f"{bound.suffix}-{'set' if absent_before else 'unset'}", values)
    elif _is_number(old) and _is_number(new) and old != new:
        if bound.upper is None:
            yield Hit(f"{bound.suffix}-{_step(old, new, view)}", values)
        else:
            yield Hit(f"{bound.suffix}-{'increased' if new > old else 'decreased'}", values)


def _step(old: float, new: float, view: View) -> str:
    wide, narrow = (old, new) if view.is_request else (new, old)
    divisor = Fraction(str(narrow))
    if divisor and (Fraction(str(wide)) / divisor).denominator == 1:
        return "generalized" if view.is_request else "specialized"
    return "changed"


def _is_absent(bound: Bound, value: Any) -> bool:
    return any(same_value(value, absent) for absent in bound.absent)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
