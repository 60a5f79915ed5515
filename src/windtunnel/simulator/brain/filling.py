"""A verdict in the shape of a schema: category, confidence and explanation by their names, the rest made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import orjson

from ..instance import Instances
from .schema_views import Schema, SchemaView
from .verdict import Labels, Verdict

CATEGORY_NAMES = ("category", "label", "class", "classification", "intent", "topic")
CONFIDENCE_NAMES = ("confidence", "certainty", "probability", "score", "likelihood")
REASON_NAMES = ("explanation", "reason", "reasoning", "rationale", "justification", "why", "evidence")
PERCENT = 100
DEPTH_MAX = 5
ITEM = "[]"
Path = tuple[str, ...]
Chance = Callable[[], Random]
Filler = Callable[[Verdict, Chance], Any]


class Filling:
    """Writes verdicts as instances of one schema.

    Args:
        schema: what the caller asked for.
    """

    def __init__(self, schema: Schema) -> None:
        self._view = SchemaView(schema)
        self._instances = Instances(self._view.resolve, optional_chance=1.0)
        self._category, node = self._find_category(schema)
        names = [name for name in node.get("enum", ()) if isinstance(name, str)]
        self.labels = Labels(names) if names else None
        self.makes_up = False
        self._fill = self._filler((), schema)

    def write(self, verdict: Verdict, chance: Chance) -> str:
        """Return ``verdict`` as JSON; ``chance`` gives the randomness for what the verdict does not tell."""
        return orjson.dumps(self._fill(verdict, chance)).decode()

    def _find_category(self, schema: Any) -> tuple[Path | None, Schema]:
        """Return the place that takes the label: by its name, else the first with an enum of texts."""
        texts = [(path, node) for path, node in self._leaves((), schema) if _is_text(node)]
        named = [each for each in texts if _is_called(each[0], CATEGORY_NAMES, REASON_NAMES)]
        listed = [each for each in texts if "enum" in each[1]]
        best = [each for each in named if "enum" in each[1]] or listed or named
        return best[0] if best else (None, {})

    def _leaves(self, path: Path, schema: Any) -> Iterator[tuple[Path, Schema]]:
        node = self._view.settled(schema)
        if len(path) > DEPTH_MAX:
            return
        if "properties" in node:
            for name, each in node["properties"].items():
                yield from self._leaves((*path, name), each)
        elif "items" in node:
            yield from self._leaves((*path, ITEM), node["items"])
        else:
            yield path, node

    def _filler(self, path: Path, schema: Any) -> Filler:
        node = self._view.settled(schema)
        if path == self._category:
            return lambda verdict, chance: verdict.label
        if (*path, ITEM) == self._category:
            return lambda verdict, chance: [verdict.label]
        if _is_number(node) and _is_called(path, CONFIDENCE_NAMES):
            return _scaled(node)
        if node.get("type") == "string" and "enum" not in node and _is_called(path, REASON_NAMES):
            longest = node.get("maxLength")
            return lambda verdict, chance: verdict.reason[:longest]
        if "properties" in node and len(path) <= DEPTH_MAX:
            return self._object(path, node)
        self.makes_up = True
        return lambda verdict, chance: self._instances.make(schema, chance())

    def _object(self, path: Path, node: Schema) -> Filler:
        fillers = [(name, self._filler((*path, name), each)) for name, each in node["properties"].items()]
        return lambda verdict, chance: {name: fill(verdict, chance) for name, fill in fillers}


def _is_text(node: Schema) -> bool:
    if "enum" in node:
        return any(isinstance(value, str) for value in node["enum"])
    return node.get("type") == "string"


def _is_number(node: Schema) -> bool:
    return node.get("type") in ("number", "integer")


def _is_called(path: Path, names: tuple[str, ...], but: tuple[str, ...] = ()) -> bool:
    name = next((part.lower() for part in reversed(path) if part != ITEM), "")
    return any(each in name for each in names) and not any(each in name for each in but)


def _scaled(node: Schema) -> Filler:
    whole = node["type"] == "integer"
    least, most = node.get("minimum", 0), node.get("maximum", PERCENT if whole else 1)

    def fill(verdict: Verdict, chance: Chance) -> float:
        value = float(max(least, min(most, verdict.confidence * most)))
        return round(value) if whole else value

    return fill
