"""What was seen at one place of a body, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from .texts import formats_of

DISTINCT_MAX = 64
"""How many different texts are remembered; where there are more, it is known that there are more."""


@dataclass
class Evidence:
    """Sightings at one place.

    Attributes:
        count: how often something was there, null included.
        types: how often it was of each JSON type.
        texts: different texts with their counts.
        overflowed: whether there were more texts than are remembered.
        formats: how many texts had each format.
        redacted: how many texts were stand-ins.
        properties: of objects, by name.
        items: of lists.
    """

    count: int = 0
    types: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    overflowed: bool = False
    formats: Counter[str] = field(default_factory=Counter)
    redacted: int = 0
    properties: dict[str, Evidence] = field(default_factory=dict)
    items: Evidence | None = None

    @property
    def nulls(self) -> int:
        """How often it was null."""
        return self.types["null"]

    def see(self, value: Any, stand_ins: Collection[str] = ()) -> None:
        """Count a value.

        Args:
            value: JSON data.
            stand_ins: texts that stand in the place of redacted ones; they are evidence of no closed set.
        """
        self.count += 1
        kind = type_of(value)
        self.types[kind] += 1
        if kind == "string":
            self._see_text(value, stand_ins)
        elif kind == "object":
            for name, each in value.items():
                self.properties.setdefault(name, Evidence()).see(each, stand_ins)
        elif kind == "array":
            self.items = self.items or Evidence()
            for each in value:
                self.items.see(each, stand_ins)

    def join(self, other: Evidence) -> None:
        """Add what was seen elsewhere."""
        self.count += other.count
        self.redacted += other.redacted
        self.types.update(other.types)
        self.texts.update(other.texts)
        self.formats.update(other.formats)
        self.overflowed = self.overflowed or other.overflowed or len(self.texts) > DISTINCT_MAX
        for name, each in other.properties.items():
            self.properties.setdefault(name, Evidence()).join(each)
        if other.items is not None:
            self.items = self.items or Evidence()
            self.items.join(other.items)

    def _see_text(self, value: str, stand_ins: Collection[str]) -> None:
        self.redacted += value in stand_ins
        self.formats.update(formats_of(value))
        if value in self.texts or len(self.texts) < DISTINCT_MAX:
            self.texts[value] += 1
        else:
            self.overflowed = True


def type_of(value: Any) -> str:
    """Return the JSON type of a value; a whole number is an ``integer``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
