"""Parameters: which there are, which must be sent, their defaults and their end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..description import Description, Node
from ..finding import Direction
from ..operation import Parameter, Slot
from ..schema import properties, same_value, types
from .hit import OperationHit, OperationPair
from .lifecycle import SUNSET, removal, stability, sunset_date
from .rule import Effect, Kind, Rule, rule

_ABOUT: tuple[tuple[str, Kind, Effect, str], ...] = (
    ("new-required-request-parameter", Kind.EXISTENCE, Effect.NARROWS, "new and must be sent"),
    ("new-optional-request-parameter", Kind.EXISTENCE, Effect.NONE, "new, may be sent"),
    ("new-request-path-parameter", Kind.EXISTENCE, Effect.NARROWS, "new"),
    (
        "new-required-request-default-parameter-to-existing-path",
        Kind.EXISTENCE,
        Effect.NARROWS,
        "new for the whole path and must be sent",
    ),
    (
        "new-optional-request-default-parameter-to-existing-path",
        Kind.EXISTENCE,
        Effect.NONE,
        "new for the whole path, may be sent",
    ),
    ("request-parameter-removed", Kind.EXISTENCE, Effect.UNKNOWN, "gone"),
    ("request-parameter-removed-with-deprecation", Kind.EXISTENCE, Effect.NONE, "gone after it was deprecated"),
    (
        "request-parameter-removed-before-sunset",
        Kind.EXISTENCE,
        Effect.VIOLATION,
        "gone before {sunset}, the date announced",
    ),
    ("request-parameter-sunset-parse", Kind.LIFECYCLE, Effect.VIOLATION, "its sunset {sunset} is not a date"),
    ("request-parameter-became-required", Kind.REQUIREDNESS, Effect.NARROWS, "must be sent now"),
    ("request-parameter-became-optional", Kind.REQUIREDNESS, Effect.WIDENS, "need not be sent any more"),
    ("request-parameter-default-value-added", Kind.VALUES, Effect.NONE, "the default is {new}; there was none"),
    ("request-parameter-default-value-removed", Kind.VALUES, Effect.NONE, "the default {old} is gone"),
    ("request-parameter-default-value-changed", Kind.VALUES, Effect.NONE, "the default is {new}, no longer {old}"),
    ("request-parameter-deprecated", Kind.LIFECYCLE, Effect.NONE, "deprecated"),
    ("request-parameter-reactivated", Kind.LIFECYCLE, Effect.NONE, "no longer deprecated"),
    (
        "request-parameter-sunset-date-too-small",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "deprecated, but its sunset {sunset} is in the past",
    ),
    (
        "request-parameter-sunset-date-changed-too-small",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "the sunset moved from {old} to {new}, which is in the past",
    ),
    (
        "request-parameter-sunset-deleted",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "the sunset date is gone, though it is still deprecated",
    ),
)

RULES: tuple[Rule, ...] = tuple(
    rule(id, Direction.REQUEST, kind, effect, f"{{where}}: {text}") for id, kind, effect, text in _ABOUT
)


class Matched(NamedTuple):
    """How the parameters of two operations belong together."""

    pairs: list[tuple[Parameter, Parameter]]
    removed: list[Parameter]
    added: list[Parameter]


def match(pair: OperationPair) -> Matched:
    """Match parameters by location and name; by position in the path where its template names them anew.

    An object in the query that is sent field by field matches the parameters it stands for.
    """
    pairs: list[tuple[Parameter, Parameter]] = []
    old, new = list(pair.old.parameters), list(pair.new.parameters)
    _match_exploded(old, new, pair.new_description, pairs, reverse=False)
    _match_exploded(new, old, pair.old_description, pairs, reverse=True)
    waiting = {each.key: each for each in new}
    removed = []
    for one in old:
        other = waiting.pop(_new_key(one, pair.parameter_names), None)
        if other is None and one.of_path:
            other = waiting.pop(one.key, None)
        if other is None:
            removed.append(one)
        else:
            pairs.append((one, other))
    return Matched(pairs, removed, list(waiting.values()))


def _new_key(parameter: Parameter, renamed: Mapping[str, str]) -> tuple[str, str]:
    if parameter.location == "path":
        return "path", renamed.get(parameter.name, parameter.name)
    return parameter.key


def _match_exploded(
    simple: list[Parameter],
    exploded: list[Parameter],
    description: Description,
    pairs: list[tuple[Parameter, Parameter]],
    *,
    reverse: bool,
) -> None:
    for whole in list(exploded):
        fields = _exploded_fields(whole, description)
        parts = [
            each
            for each in simple
            if each.name in fields and each.location == whole.location and not _exploded_fields(each, description)
        ]
        for part in parts:
            slot = Slot(fields[part.name], f"{whole.slot.pointer}/properties/{part.name}")
            field = Parameter(part.name, part.location, whole.required, slot, whole.node, whole.pointer, whole.of_path)
            pairs.append((field, part) if reverse else (part, field))
            simple.remove(part)
        if parts:
            exploded.remove(whole)


def _exploded_fields(parameter: Parameter, description: Description) -> Node:
    """Return the properties that are sent as parameters of their own; none for any other parameter."""
    node = parameter.node
    if parameter.location not in {"query", "cookie"} or node.get("explode") is not True:
        return {}
    if node.get("style", "form") != "form" or parameter.slot.schema is None:
        return {}
    schema, _ = description.schema(parameter.slot.schema, parameter.slot.pointer)
    return {} if isinstance(schema, bool) or types(schema) != ("object",) else properties(schema)


def judge(pair: OperationPair, matched: Matched) -> Iterator[OperationHit]:
    """Report what changed about parameters, their schemas aside."""
    for one in matched.removed:
        yield from _removed(one, pair)
    for other in matched.added:
        yield _added(other)
    for one, other in matched.pairs:
        for name, values in _changes(one, other, pair):
            yield _hit(f"request-parameter-{name}", other, values, one.pointer, other.pointer)


def _removed(parameter: Parameter, pair: OperationPair) -> Iterator[OperationHit]:
    node = parameter.node
    if node.get("deprecated") is True and SUNSET in node and sunset_date(node) is None:
        yield _hit("request-parameter-sunset-parse", parameter, {"sunset": node[SUNSET]}, parameter.pointer, "")
        return
    told = removal(node, pair.today)
    if told is not None:
        ending, values = told
        yield _hit(f"request-parameter-removed{ending}", parameter, values, parameter.pointer, "")


def _added(parameter: Parameter) -> OperationHit:
    if parameter.location == "path":
        rule_id = "new-request-path-parameter"
    else:
        whole_path = "default-parameter-to-existing-path" if parameter.of_path else "parameter"
        rule_id = f"new-{'required' if parameter.required else 'optional'}-request-{whole_path}"
    return _hit(rule_id, parameter, {}, "", parameter.pointer)


def _changes(one: Parameter, other: Parameter, pair: OperationPair) -> Iterator[tuple[str, dict[str, Any]]]:
    if one.required != other.required:
        yield ("became-required" if other.required else "became-optional"), {}
    if not one.required and not other.required:
        yield from _default(one, other, pair)
    if bool(one.node.get("deprecated")) != bool(other.node.get("deprecated")):
        yield from _deprecation(other, pair)
    if other.node.get("deprecated") is True:
        yield from _sunset(one, other, pair)


def _default(one: Parameter, other: Parameter, pair: OperationPair) -> Iterator[tuple[str, dict[str, Any]]]:
    if one.slot.schema is None or other.slot.schema is None:
        return
    old, _ = pair.old_description.schema(one.slot.schema, one.slot.pointer)
    new, _ = pair.new_description.schema(other.slot.schema, other.slot.pointer)
    before = None if isinstance(old, bool) else old.get("default")
    now = None if isinstance(new, bool) else new.get("default")
    if not same_value(before, now):
        verb = "added" if before is None else "removed" if now is None else "changed"
        yield f"default-value-{verb}", {"old": before, "new": now}


def _deprecation(parameter: Parameter, pair: OperationPair) -> Iterator[tuple[str, dict[str, Any]]]:
    node = parameter.node
    if not node.get("deprecated"):
        yield "reactivated", {}
    elif stability(pair.new.node) is None:
        return
    elif SUNSET not in node:
        yield "deprecated", {}
    else:
        day = sunset_date(node)
        past = day is not None and day < pair.today
        verb = "sunset-parse" if day is None else "sunset-date-too-small" if past else "deprecated"
        yield verb, {"sunset": node[SUNSET]}


def _sunset(one: Parameter, other: Parameter, pair: OperationPair) -> Iterator[tuple[str, dict[str, Any]]]:
    if SUNSET in one.node and SUNSET not in other.node:
        yield "sunset-deleted", {}
        return
    before, now = sunset_date(one.node), sunset_date(other.node)
    if before is not None and now is not None and now < before and now < pair.today:
        yield "sunset-date-changed-too-small", {"old": before, "new": now}


def _hit(rule_id: str, parameter: Parameter, values: Mapping[str, Any], old: str, new: str) -> OperationHit:
    where = f"{parameter.location} parameter `{parameter.name}`"
    return OperationHit(
        rule_id, {"where": where, **values}, f"{parameter.location}.{parameter.name}", old_pointer=old, new_pointer=new
    )
