"""Request bodies: whether there is one, and in which media types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..description import Description
from ..finding import Direction
from ..media_type import match
from ..operation import Body, Media, Slot
from ..schema import accepts_anything
from .hit import OperationHit, OperationPair
from .rule import Effect, Kind, Rule, rule

_ABOUT: tuple[tuple[str, Kind, Effect, str], ...] = (
    ("request-body-added-required", Kind.EXISTENCE, Effect.NARROWS, "a body must be sent now"),
    ("request-body-added-optional", Kind.EXISTENCE, Effect.NONE, "a body may be sent now"),
    ("request-body-removed", Kind.EXISTENCE, Effect.NARROWS, "there is no body any more"),
    ("request-body-became-required", Kind.REQUIREDNESS, Effect.NARROWS, "must be sent now"),
    ("request-body-became-optional", Kind.REQUIREDNESS, Effect.WIDENS, "need not be sent any more"),
    ("request-body-media-type-added", Kind.EXISTENCE, Effect.WIDENS, "may be sent as {media}"),
    ("request-body-media-type-removed", Kind.EXISTENCE, Effect.NARROWS, "can no longer be sent as {media}"),
    ("request-body-media-type-schema-added", Kind.EXISTENCE, Effect.NARROWS, "must match a schema as {media}"),
    (
        "request-body-media-type-schema-removed",
        Kind.EXISTENCE,
        Effect.WIDENS,
        "need not match a schema as {media} any more",
    ),
    (
        "request-body-media-type-item-schema-added",
        Kind.EXISTENCE,
        Effect.NARROWS,
        "each item must match a schema as {media}",
    ),
    (
        "request-body-media-type-item-schema-removed",
        Kind.EXISTENCE,
        Effect.WIDENS,
        "items need not match a schema as {media} any more",
    ),
)

RULES: tuple[Rule, ...] = tuple(
    rule(id, Direction.REQUEST, kind, effect, f"{{where}}: {text}") for id, kind, effect, text in _ABOUT
)
WHERE = "the request body"


def judge(pair: OperationPair) -> Iterator[OperationHit]:
    """Report what changed about the request body, its schemas aside."""
    old, new = pair.old.body, pair.new.body
    if old is None and new is not None:
        yield _hit(f"added-{'required' if new.required else 'optional'}", {}, None, new)
    elif old is not None and new is None:
        yield _hit("removed", {}, old, None)
    elif old is not None and new is not None:
        if old.required != new.required:
            yield _hit("became-required" if new.required else "became-optional", {}, old, new)
        yield from _content(old, new, pair)


def _content(old: Body, new: Body, pair: OperationPair) -> Iterator[OperationHit]:
    matched = match(old.content, new.content)
    for name in matched.added:
        yield _hit("media-type-added", {"media": name}, None, new)
    for name in matched.removed:
        yield _hit("media-type-removed", {"media": name}, old, None)
    for one, other in matched.pairs:
        for suffix in schema_existence(old.content[one], new.content[other], pair):
            rule_id = "schema-became-false" if suffix == "false" else f"media-type-{suffix}"
            yield _hit(rule_id, {"media": other}, old, new)


def schema_existence(old: Media, new: Media, pair: OperationPair) -> Iterator[str]:
    """Return what was said of a media type where only one document gives a schema.

    ``schema-added``, ``schema-removed``, ``item-schema-added``, ``item-schema-removed``, or ``false`` where the new
    schema accepts nothing. A schema that restricts nothing is none.
    """
    if old.slot.schema is None and new.slot.schema is not None:
        if _says_something(new.slot, pair.new_description):
            yield "false" if new.slot.schema is False else "schema-added"
    elif old.slot.schema is not None and new.slot.schema is None and _says_something(old.slot, pair.old_description):
        yield "schema-removed"
    if (old.item_slot.schema is None) != (new.item_slot.schema is None):
        yield "item-schema-added" if old.item_slot.schema is None else "item-schema-removed"


def _says_something(slot: Slot, description: Description) -> bool:
    schema, _ = description.schema(slot.schema, slot.pointer)
    return schema is False or not accepts_anything(schema)


def _hit(suffix: str, values: Mapping[str, Any], old: Body | None, new: Body | None) -> OperationHit:
    return OperationHit(
        f"request-body-{suffix}",
        {"where": WHERE, **values},
        "requestBody",
        old_pointer=old.pointer if old else "",
        new_pointer=new.pointer if new else "",
    )
