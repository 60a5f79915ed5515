"""Spoiling what an AI wrote: the text, and the schema that it was to follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import orjson

from .instances import seeded_sentence
from .schema_views import Leaf, SchemaView

Schema = Mapping[str, Any]
Spoil = Callable[[str, Schema | None, Random], str]
STRANGE_CATEGORY = "miscellaneous_inquiry"
STRANGE_NUMBER = 7.3
SURE = 0.97
OTHER_LABEL_CHANCE = 0.1
SHIFT = 0.03


def cut_in_the_middle(text: str, schema: Schema | None, random: Random) -> str:
    """Return the first half of ``text``."""
    return text[: len(text) // 2]


def emptied(text: str, schema: Schema | None, random: Random) -> str:
    """Return nothing."""
    return ""


def outside_schema(text: str, schema: Schema | None, random: Random) -> str:
    """Return JSON that breaks ``schema`` in one way; without a schema, the text as it is."""
    value, leaves = _parsed(text, schema)
    if not leaves:
        return text
    breaks = [change for leaf in leaves for change in _breaks(leaf)]
    random.choice(breaks)()
    return orjson.dumps(value).decode()


def otherwise_sure(text: str, schema: Schema | None, random: Random) -> str:
    """Return an answer that follows ``schema`` and is wrong, with high confidence."""
    value, leaves = _parsed(text, schema)
    if not leaves:
        return seeded_sentence("something else entirely", random)
    labels = [label for leaf in leaves if (label := _relabel(leaf, random)) is not None]
    for leaf in leaves:
        if _is_number(leaf):
            leaf.become(_within(leaf, SURE))
        elif isinstance(leaf.value, str) and labels and "enum" not in leaf.schema:
            leaf.become(f"This is clearly about {labels[0]}.")
    return orjson.dumps(value).decode()


def changed_slightly(text: str, schema: Schema | None, random: Random) -> str:
    """Return an answer as the next version of a model might give it: much the same, sometimes not."""
    value, leaves = _parsed(text, schema)
    if not leaves:
        return f"{text} Let me know if more is needed."
    for leaf in leaves:
        if "enum" in leaf.schema and random.random() < OTHER_LABEL_CHANCE:
            _relabel(leaf, random)
        elif _is_number(leaf) and isinstance(leaf.value, float):
            leaf.become(_within(leaf, round(leaf.value - random.uniform(0, SHIFT), 3)))
        elif isinstance(leaf.value, str) and "enum" not in leaf.schema and " " in leaf.value:
            leaf.become(f"Overall: {leaf.value}")
    return orjson.dumps(value).decode()


def _parsed(text: str, schema: Schema | None) -> tuple[Any, list[Leaf]]:
    if schema is None:
        return None, []
    try:
        value = orjson.loads(text)
    except ValueError:
        return None, []
    return value, SchemaView(schema).leaves(value)


def _breaks(leaf: Leaf) -> list[Callable[[], None]]:
    """Return what would make this leaf break its schema."""
    changes: list[Callable[[], None]] = []
    if isinstance(leaf.holder, dict):
        changes.append(lambda: leaf.holder.pop(leaf.key))
    if "enum" in leaf.schema:
        changes.append(lambda: leaf.become(STRANGE_CATEGORY))
    elif _is_number(leaf):
        changes.append(lambda: leaf.become(_beyond(leaf)))
    else:
        changes.append(lambda: leaf.become({"value": leaf.value}))
    return changes


def _is_number(leaf: Leaf) -> bool:
    return leaf.schema.get("type") in ("number", "integer") and not isinstance(leaf.value, str)


def _beyond(leaf: Leaf) -> Any:
    most = leaf.schema.get("maximum", 1)
    return STRANGE_NUMBER if most < STRANGE_NUMBER else str(leaf.value)


def _within(leaf: Leaf, share: float) -> float:
    least, most = leaf.schema.get("minimum", 0), leaf.schema.get("maximum", 1)
    value = float(max(least, min(most, share * most)))
    return round(value) if leaf.schema.get("type") == "integer" else value


def _relabel(leaf: Leaf, random: Random) -> str | None:
    others = [each for each in leaf.schema.get("enum", ()) if each != leaf.value and isinstance(each, str)]
    if not others:
        return None
    leaf.become(random.choice(others))
    return str(leaf.value)
