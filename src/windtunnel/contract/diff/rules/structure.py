"""Structure: parts and alternatives, conditions, dependencies, discriminators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..composition import Item
from ..schema import accepts_anything, listed, single
from ..schema_pair import SchemaPair
from ..transition import one_of_wrapping
from .hit import Hit, View
from .rule import BODIES, RB, SB, Effect, Kind, Rule, schema_rules

_PRESENCE = (
    ("contains", "contains", Kind.STRUCTURE, "some items must match 'contains'"),
    ("content-schema", "contentSchema", Kind.EXISTENCE, "what the text holds must match a schema"),
    ("property-names", "propertyNames", Kind.STRUCTURE, "the names of properties must match a schema"),
    ("unevaluated-items", "unevaluatedItems", Kind.STRUCTURE, "items not described elsewhere must match a schema"),
    (
        "unevaluated-properties",
        "unevaluatedProperties",
        Kind.STRUCTURE,
        "properties not described elsewhere must match a schema",
    ),
    ("if", "if", Kind.STRUCTURE, "there is an 'if' condition"),
    ("then", "then", Kind.STRUCTURE, "there is a 'then' that follows from a condition"),
    ("else", "else", Kind.STRUCTURE, "there is an 'else' that follows from a condition"),
)
"""Suffix, keyword, kind, and what is the case where the keyword is present."""

_NAMES = (
    ("dependent-schema", "dependentSchemas", Kind.STRUCTURE, "a schema that applies when {name} is present"),
    ("pattern-property", "patternProperties", Kind.CONSTRAINTS, "a schema for properties that match {name}"),
)
_PARTS = (
    ("all-of", "allOf", Effect.NARROWS, "what must also be matched"),
    ("any-of", "anyOf", Effect.WIDENS, "what may be matched"),
    ("one-of", "oneOf", Effect.WIDENS, "what is one of the possibilities"),
)
_OPPOSITE = {Effect.NARROWS: Effect.WIDENS, Effect.WIDENS: Effect.NARROWS}
_DISCRIMINATOR = (
    ("added", "there is a discriminator now"),
    ("removed", "there is no discriminator any more"),
    ("property-name-changed", "the discriminator is {new}, no longer {old}"),
    ("mapping-added", "the discriminator also knows {names}"),
    ("mapping-deleted", "the discriminator no longer knows {names}"),
    ("mapping-changed", "the discriminator's {name} leads to {new}, no longer to {old}"),
)


def _rules() -> Iterator[Rule]:
    for suffix, _, kind, says in _PRESENCE:
        yield from schema_rules(f"{suffix}-added", kind, Effect.NARROWS, f"{{where}}: {says}", BODIES)
        yield from schema_rules(f"{suffix}-removed", kind, Effect.WIDENS, f"{{where}}: no longer so: {says}", BODIES)
    for suffix, _, kind, says in _NAMES:
        yield from schema_rules(f"{suffix}-added", kind, Effect.NARROWS, f"{{where}}: added {says}", BODIES)
        yield from schema_rules(f"{suffix}-removed", kind, Effect.WIDENS, f"{{where}}: removed {says}", BODIES)
    for suffix, _, effect, says in _PARTS:
        yield from _part_rules(suffix, effect, says)
    for suffix, says in _DISCRIMINATOR:
        yield from schema_rules(f"discriminator-{suffix}", Kind.STRUCTURE, Effect.NONE, f"{{where}}: {says}", BODIES)
    yield from _remaining_rules()


def _part_rules(suffix: str, effect: Effect, says: str) -> Iterator[Rule]:
    added, removed = f"{{where}}: added to {says}: {{names}}", f"{{where}}: removed from {says}: {{names}}"
    yield from schema_rules(f"{suffix}-added", Kind.STRUCTURE, effect, added, BODIES)
    yield from schema_rules(f"{suffix}-removed", Kind.STRUCTURE, _OPPOSITE[effect], removed, BODIES)
    if suffix == "all-of":
        for verb, text in (("added", added), ("removed", removed)):
            annotation = f"{suffix}-{verb}-annotation-only"
            yield from schema_rules(annotation, Kind.STRUCTURE, Effect.NONE, f"{text} (restricts nothing)", BODIES)


def _remaining_rules() -> Iterator[Rule]:
    for verb, effect, text in (
        ("added", Effect.NARROWS, "{where}: with {name} there must be {names}"),
        ("removed", Effect.WIDENS, "{where}: with {name} there need not be {names} any more"),
        ("changed", Effect.INCOMPARABLE, "{where}: with {name} there must be {names}, no longer {old}"),
    ):
        yield from schema_rules(f"dependent-required-{verb}", Kind.STRUCTURE, effect, text, BODIES)
    for verb in ("added", "removed"):
        text = f"{{where}}: the list begins with other items, {verb}: {{names}}"
        yield from schema_rules(f"prefix-items-{verb}", Kind.STRUCTURE, Effect.UNKNOWN, text, BODIES)
    wrapped = "{where}: what was one object is now one of several"
    yield from schema_rules("wrapped-in-one-of", Kind.STRUCTURE, Effect.INCOMPARABLE, wrapped, (RB, SB))
    kept = f"{wrapped}, the old one among them"
    yield from schema_rules("wrapped-in-one-of-original-preserved", Kind.STRUCTURE, Effect.UNKNOWN, kept, (RB, SB))


RULES = tuple(_rules())


def judge(pair: SchemaPair, view: View) -> Iterator[Hit]:
    """Report changes of structure."""
    if pair.structure:
        yield from _subschemas(pair)
    if "discriminator" in pair.own:
        yield from _discriminator(pair)
    if "dependentRequired" in pair.own:
        yield from _dependent_required(pair)
    if view.is_body:
        yield from _wrapped(pair)


def _subschemas(pair: SchemaPair) -> Iterator[Hit]:
    for suffix, keyword, _, _ in _PRESENCE:
        if keyword in pair.structure:
            yield from _presence(pair, suffix, keyword)
    for suffix, keyword, _, _ in _NAMES:
        yield from (Hit(f"{suffix}-added", {"name": name}) for name in pair.added(keyword))
        yield from (Hit(f"{suffix}-removed", {"name": name}) for name in pair.removed(keyword))
    for suffix, keyword, _, _ in _PARTS:
        if keyword in pair.compositions:
            yield from _parts(pair, suffix, keyword)
    if "prefixItems" in pair.structure:
        yield from _prefix_items(pair)


def _presence(pair: SchemaPair, suffix: str, keyword: str) -> Iterator[Hit]:
    old, new = single(pair.old, keyword), single(pair.new, keyword)
    if (old is None) != (new is None):
        yield Hit(f"{suffix}-{'added' if old is None else 'removed'}")


def _parts(pair: SchemaPair, suffix: str, keyword: str) -> Iterator[Hit]:
    composition = pair.compositions[keyword]
    for verb, items in (("added", composition.added), ("removed", composition.removed)):
        empty = [item for item in items if suffix == "all-of" and accepts_anything(item.value)]
        real = [item for item in items if item not in empty]
        if real:
            yield Hit(f"{suffix}-{verb}", {"names": _labels(real)})
        if empty:
            yield Hit(f"{suffix}-{verb}-annotation-only", {"names": _labels(empty)})


def _labels(items: list[Item]) -> str:
    return ", ".join(item.label for item in items)


def _wrapped(pair: SchemaPair) -> Iterator[Hit]:
    wrapping = one_of_wrapping(pair)
    if wrapping:
        yield Hit("wrapped-in-one-of-original-preserved" if wrapping.preserved else "wrapped-in-one-of")


def _discriminator(pair: SchemaPair) -> Iterator[Hit]:
    old, new = _as_object(pair.old.get("discriminator")), _as_object(pair.new.get("discriminator"))
    if old is None or new is None:
        yield Hit(f"discriminator-{'added' if old is None else 'removed'}")
        return
    if old.get("propertyName") != new.get("propertyName"):
        yield Hit(
            "discriminator-property-name-changed", {"old": old.get("propertyName"), "new": new.get("propertyName")}
        )
    before, now = _as_object(old.get("mapping")) or {}, _as_object(new.get("mapping")) or {}
    for verb, names in (("added", _beyond(now, before)), ("deleted", _beyond(before, now))):
        if names:
            yield Hit(f"discriminator-mapping-{verb}", {"names": ", ".join(names)})
    for name in before:
        if name in now and before[name] != now[name]:
            yield Hit("discriminator-mapping-changed", {"name": name, "old": before[name], "new": now[name]})


def _as_object(value: Any) -> Mapping[str, Any] | None:
    """Swagger 2.0 writes only the name of the discriminating property."""
    if isinstance(value, str):
        return {"propertyName": value}
    return value if isinstance(value, dict) else None


def _beyond(names: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    return [name for name in names if name not in known]


def _dependent_required(pair: SchemaPair) -> Iterator[Hit]:
    old, new = pair.old.get("dependentRequired"), pair.new.get("dependentRequired")
    before, now = _as_object(old) or {}, _as_object(new) or {}
    for name in {**before, **now}:
        values = {"name": name, "names": _joined(now.get(name)), "old": _joined(before.get(name))}
        if name not in before:
            yield Hit("dependent-required-added", values)
        elif name not in now:
            yield Hit("dependent-required-removed", {**values, "names": values["old"]})
        elif set(before[name]) != set(now[name]):
            yield Hit("dependent-required-changed", values)


def _joined(names: Any) -> str:
    return ", ".join(map(str, names)) if isinstance(names, list) else ""


def _prefix_items(pair: SchemaPair) -> Iterator[Hit]:
    old, new = listed(pair.old, "prefixItems"), listed(pair.new, "prefixItems")
    if len(old) == len(new):
        return
    longer, shorter = (new, pair.old) if len(new) > len(old) else (old, pair.new)
    beyond = longer[min(len(old), len(new)) :]
    rest = shorter.get("items", {})
    if any(item != rest for item in beyond) or any(each.restricts for each in pair.prefix.values()):
        numbers = ", ".join(f"#{index + 1}" for index in range(min(len(old), len(new)), max(len(old), len(new))))
        yield Hit(f"prefix-items-{'added' if longer is new else 'removed'}", {"names": numbers})
