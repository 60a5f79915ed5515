"""Changes that show up as several: a schema made nullable by wrapping it in ``oneOf`` changes its type, loses its
enumeration and gains alternatives, and is one change.

A transition *claims* kinds of change at its schema: findings of those kinds are not reported there, except those that
report the transition itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .description import Node
from .rules.rule import Kind
from .schema import accepts_anything, is_bare_null, is_nullable, listed, properties, types
from .schema_pair import SchemaPair

_EVERYTHING = frozenset({Kind.TYPE, Kind.VALUES, Kind.CONSTRAINTS, Kind.STRUCTURE, Kind.EXISTENCE, Kind.REQUIREDNESS})
_SHAPE = frozenset({Kind.TYPE, Kind.STRUCTURE})
_NULLABILITY = ("became-nullable", "became-not-nullable")


@dataclass(frozen=True, slots=True)
class Transition:
    """A recognised change of several keywords at once.

    Args:
        name: of the transition.
        present: tells whether it happened at a pair.
        claims: kinds of change that it explains.
        reported_by: endings of the identifiers that report it.
    """

    name: str
    present: Callable[[SchemaPair], bool]
    claims: frozenset[Kind]
    reported_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneOfWrapping:
    """A schema with properties that became alternatives.

    Args:
        moved: properties that some alternative has.
        preserved: whether an alternative accepts just what the schema accepted.
    """

    moved: frozenset[str]
    preserved: bool


def nullable_wrapping(pair: SchemaPair) -> str:
    """Return ``wrapped`` when the new schema is the old one or null, ``unwrapped`` for the reverse, else nothing."""
    if _wraps_null(pair.old, pair.new, pair.wrapped, listed(pair.new, "oneOf")):
        return "wrapped"
    if _wraps_null(pair.new, pair.old, pair.wrapped, listed(pair.old, "oneOf")):
        return "unwrapped"
    return ""


def _wraps_null(plain: Node, wrapper: Node, wrapped: list[SchemaPair | None], alternatives: list[object]) -> bool:
    if len(alternatives) != 2 or len(wrapped) != 2 or not plain:
        return False
    if any(listed(plain, keyword) for keyword in ("oneOf", "anyOf", "allOf")) or "not" in plain:
        return False
    if is_nullable(plain) or "null" in types(plain):
        return False
    if not accepts_anything({key: value for key, value in wrapper.items() if key != "oneOf"}):
        return False
    nulls = [isinstance(each, dict) and is_bare_null(each) for each in alternatives]
    if nulls.count(True) != 1:
        return False
    payload = wrapped[nulls.index(False)]
    return payload is None or not payload.restricts


def one_of_wrapping(pair: SchemaPair) -> OneOfWrapping | None:
    """Return how a schema with properties became ``oneOf``, if it did."""
    old, new = pair.old, pair.new
    if listed(old, "oneOf") or not properties(old) or not listed(new, "oneOf") or properties(new) or types(new):
        return None
    alternatives = pair.compositions["oneOf"].new
    known = {name for each in alternatives if not isinstance(each.value, bool) for name in properties(each.value)}
    moved = frozenset(name for name in properties(old) if name in known)
    if not moved:
        return None
    return OneOfWrapping(moved, any(each is None or not each.restricts for each in pair.wrapped))


def list_of_types(pair: SchemaPair) -> tuple[list[str], list[str]] | None:
    """Return the types added and removed where a single type and a choice of types replace each other."""
    if not (
        listed(pair.old, "oneOf") or listed(pair.old, "anyOf") or listed(pair.new, "oneOf") or listed(pair.new, "anyOf")
    ):
        return None
    old, old_is_list = _type_pattern(pair, new=False)
    new, new_is_list = _type_pattern(pair, new=True)
    if not old or not new or not (old_is_list or new_is_list):
        return None
    if len(old) == len(new) and set(new) <= set(old):
        return None
    added = [each for each in dict.fromkeys(new) if each not in old]
    removed = [each for each in dict.fromkeys(old) if each not in new]
    return (added, removed) if added or removed else None


def _type_pattern(pair: SchemaPair, *, new: bool) -> tuple[list[str], bool]:
    """Return the types of a schema that says little more, and whether they are alternatives."""
    schema = pair.new if new else pair.old
    if "not" in schema or listed(schema, "allOf") or properties(schema):
        return [], False
    if types(schema):
        return [types(schema)[0]], False
    for keyword in ("oneOf", "anyOf"):
        if keyword in pair.compositions:
            items = pair.compositions[keyword].new if new else pair.compositions[keyword].old
            found = [_simple_type(item.value) for item in items]
            if found and all(found):
                return found, True
    return [], False


def _simple_type(schema: Node | bool) -> str:
    if isinstance(schema, bool) or len(types(schema)) != 1 or properties(schema):
        return ""
    if any(listed(schema, keyword) for keyword in ("oneOf", "anyOf", "allOf")):
        return ""
    return types(schema)[0]


def only_null_changed(pair: SchemaPair) -> bool:
    """Tell whether the types differ in ``null`` alone, the format aside."""
    return set(types(pair.old)) ^ set(types(pair.new)) == {"null"} and "format" not in pair.own


def _false_schema(pair: SchemaPair) -> bool:
    return pair.old_allows is not pair.new_allows and False in {pair.old_allows, pair.new_allows}


TRANSITIONS = (
    Transition("nullable wrapping", lambda pair: bool(nullable_wrapping(pair)), _EVERYTHING, _NULLABILITY),
    Transition("false schema", _false_schema, _EVERYTHING, ("schema-became-false", "schema-became-not-false")),
    Transition(
        "oneOf wrapping",
        lambda pair: one_of_wrapping(pair) is not None,
        _SHAPE,
        ("wrapped-in-one-of", "wrapped-in-one-of-original-preserved", "property-one-of-added"),
    ),
    Transition(
        "list of types",
        lambda pair: list_of_types(pair) is not None,
        _SHAPE,
        ("list-of-types-widened", "list-of-types-narrowed"),
    ),
    Transition("null alone", only_null_changed, frozenset({Kind.TYPE}), _NULLABILITY),
)


def claimed(pair: SchemaPair, rule_id: str, kind: Kind) -> bool:
    """Tell whether a transition at a pair explains a change of this kind there."""
    known: list[Transition] | None = pair.memory.get("transitions")
    if known is None:
        known = pair.memory["transitions"] = [each for each in TRANSITIONS if each.present(pair)]
    return any(kind in each.claims and not rule_id.endswith(each.reported_by) for each in known)
