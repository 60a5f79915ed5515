"""Operations: which there are, what they are called, how long they last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..description import Node
from ..finding import Direction
from ..operation import Operation
from .hit import OperationHit, OperationPair
from .lifecycle import (
    INVALID_STABILITY,
    STABILITY,
    SUNSET,
    is_judged,
    removal,
    stability,
    stability_change,
    sunset_date,
)
from .rule import Effect, Kind, Rule, rule

_ABOUT: tuple[tuple[str, Kind, Effect, str], ...] = (
    ("endpoint-added", Kind.EXISTENCE, Effect.WIDENS, "new operation"),
    ("api-path-removed-without-deprecation", Kind.EXISTENCE, Effect.NARROWS, "the path is gone"),
    ("api-path-removed-with-deprecation", Kind.EXISTENCE, Effect.NONE, "the path is gone after it was deprecated"),
    (
        "api-path-removed-before-sunset",
        Kind.EXISTENCE,
        Effect.VIOLATION,
        "the path is gone before {sunset}, the date announced",
    ),
    ("api-path-sunset-parse", Kind.LIFECYCLE, Effect.VIOLATION, "gone, and its sunset {sunset} was not a date"),
    ("api-removed-without-deprecation", Kind.EXISTENCE, Effect.NARROWS, "the operation is gone"),
    ("api-removed-with-deprecation", Kind.EXISTENCE, Effect.NONE, "the operation is gone after it was deprecated"),
    (
        "api-removed-before-sunset",
        Kind.EXISTENCE,
        Effect.VIOLATION,
        "the operation is gone before {sunset}, the date announced",
    ),
    ("endpoint-deprecated", Kind.LIFECYCLE, Effect.NONE, "the operation is deprecated"),
    (
        "endpoint-deprecated-with-sunset",
        Kind.LIFECYCLE,
        Effect.NONE,
        "the operation is deprecated and ends on {sunset}",
    ),
    ("endpoint-reactivated", Kind.LIFECYCLE, Effect.NONE, "the operation is no longer deprecated"),
    (
        "api-deprecated-sunset-parse",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "deprecated, but its sunset {sunset} is not a date",
    ),
    (
        "api-sunset-date-too-small",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "deprecated, but its sunset {sunset} is in the past",
    ),
    (
        "api-sunset-date-changed-too-small",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "the sunset moved from {old} to {new}, which is in the past",
    ),
    (
        "sunset-deleted",
        Kind.LIFECYCLE,
        Effect.VIOLATION,
        "the sunset date is gone, though the operation is still deprecated",
    ),
    (INVALID_STABILITY, Kind.LIFECYCLE, Effect.VIOLATION, "{value} is not a level of stability"),
    ("api-stability-decreased", Kind.LIFECYCLE, Effect.VIOLATION, "the operation was {old}, is only {new} now"),
    ("api-stability-increased", Kind.LIFECYCLE, Effect.NONE, "the operation was {old}, is {new} now"),
    ("api-operation-id-added", Kind.EXISTENCE, Effect.NONE, "the operationId is {new}; there was none"),
    ("api-operation-id-removed", Kind.EXISTENCE, Effect.NONE, "the operationId {old} became {new}"),
    ("api-tag-added", Kind.EXISTENCE, Effect.NONE, "tagged {value}"),
    ("api-tag-removed", Kind.EXISTENCE, Effect.NONE, "no longer tagged {value}"),
)

RULES: tuple[Rule, ...] = tuple(
    rule(id, Direction.NONE, kind, effect, f"{{where}}: {text}") for id, kind, effect, text in _ABOUT
)


def judge_removed(operation: Operation, today: date, *, with_path: bool) -> Iterator[OperationHit]:
    """Report that an operation is gone, unless that was announced and the day has come.

    Args:
        operation: as the old document describes it.
        today: the day of the comparison.
        with_path: whether its whole path is gone.
    """
    if stability(operation.node) is None:
        yield _invalid_stability(operation)
        return
    if not is_judged(operation.node):
        return
    prefix = "api-path-removed" if with_path else "api-removed"
    if operation.node.get("deprecated") is True and SUNSET in operation.node and sunset_date(operation.node) is None:
        yield OperationHit("api-path-sunset-parse", {"sunset": operation.node[SUNSET]}, old_pointer=operation.pointer)
        return
    told = removal(operation.node, today)
    if told is not None:
        ending, values = told
        yield OperationHit(f"{prefix}{ending or '-without-deprecation'}", values, old_pointer=operation.pointer)


def judge_added(operation: Operation) -> Iterator[OperationHit]:
    """Report a new operation."""
    yield OperationHit("endpoint-added", new_pointer=operation.pointer)


def judge_stability(pair: OperationPair) -> Iterator[OperationHit]:
    """Report a change of stability; this is judged even where nothing else is."""
    for operation in (pair.old, pair.new):
        if stability(operation.node) is None:
            yield _invalid_stability(operation)
    change = stability_change(pair.old.node, pair.new.node)
    if change:
        verb, old, new = change
        yield _both(pair, f"api-stability-{verb}", {"old": old, "new": new})


def judge(pair: OperationPair) -> Iterator[OperationHit]:
    """Report what changed about an operation as such."""
    old, new = pair.old.node, pair.new.node
    if bool(old.get("deprecated")) != bool(new.get("deprecated")):
        yield from _deprecation(pair)
    if new.get("deprecated") is True:
        yield from _sunset(pair)
    before, now = pair.old.id, pair.new.id
    if before != now:
        verb = "removed" if before else "added"
        yield _both(pair, f"api-operation-id-{verb}", {"old": before, "new": now or "nothing"})
    tags_before, tags_now = _tags(old), _tags(new)
    for verb, tags, others in (("removed", tags_before, tags_now), ("added", tags_now, tags_before)):
        yield from (_both(pair, f"api-tag-{verb}", {"value": tag}) for tag in tags if tag not in others)


def _deprecation(pair: OperationPair) -> Iterator[OperationHit]:
    new = pair.new.node
    if not new.get("deprecated"):
        yield _both(pair, "endpoint-reactivated", {})
    elif stability(new) is None:
        return
    elif SUNSET not in new:
        yield _both(pair, "endpoint-deprecated", {})
    else:
        day = sunset_date(new)
        past = day is not None and day < pair.today
        verb = "api-deprecated-sunset-parse" if day is None else "api-sunset-date-too-small" if past else None
        yield _both(pair, verb or "endpoint-deprecated-with-sunset", {"sunset": new[SUNSET]})


def _sunset(pair: OperationPair) -> Iterator[OperationHit]:
    old, new = pair.old.node, pair.new.node
    if SUNSET in old and SUNSET not in new:
        yield _both(pair, "sunset-deleted", {})
        return
    before, now = sunset_date(old), sunset_date(new)
    if before is not None and now is not None and now < before and now < pair.today and stability(new) is not None:
        yield _both(pair, "api-sunset-date-changed-too-small", {"old": before, "new": now})


def _tags(node: Node) -> list[str]:
    tags = node.get("tags")
    return list(dict.fromkeys(map(str, tags))) if isinstance(tags, list) else []


def _invalid_stability(operation: Operation) -> OperationHit:
    value = operation.node.get(STABILITY)
    return OperationHit(INVALID_STABILITY, {"value": value}, old_pointer=operation.pointer)


def _both(pair: OperationPair, rule_id: str, values: dict[str, Any]) -> OperationHit:
    return OperationHit(rule_id, values, old_pointer=pair.old.pointer, new_pointer=pair.new.pointer)
