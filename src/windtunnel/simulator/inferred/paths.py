"""Reading path templates: which segments name collections and which carry ids."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARAMETER = re.compile(r"\{([^{}]+)\}(?:\.(?:json|xml))?")
_KEYED = re.compile(r"([\w$.-]+)\('?\{([^{}]+)\}'?\)")
_LITERAL = re.compile(r"([\w$@:.~-]+?)(?:\.(?:json|xml))?")

Shape = tuple[str, ...]
"""A path with ``{}`` for every parameter, so that paths that differ only in parameter names are equal."""


@dataclass(frozen=True)
class Segment:
    """One step of a path: a name, or a parameter."""

    text: str
    parameter: bool


@dataclass(frozen=True)
class Path:
    """A path template.

    Args:
        segments: its steps; ``Things({id})`` counts as two, an extension (``.json``) is left out.
    """

    segments: tuple[Segment, ...]

    @property
    def shape(self) -> Shape:
        """The path without the names of its parameters."""
        return tuple("{}" if segment.parameter else segment.text for segment in self.segments)

    @property
    def is_item(self) -> bool:
        """Whether it ends with an id below a name."""
        return len(self.segments) > 1 and self.segments[-1].parameter and not self.segments[-2].parameter

    @property
    def ends_with_name(self) -> bool:
        """Whether it ends with a name."""
        return bool(self.segments) and not self.segments[-1].parameter

    @property
    def collection(self) -> Path:
        """The path of the collection: without the id at the end."""
        return Path(self.segments[:-1]) if self.is_item else self

    @property
    def name(self) -> str:
        """The name of the collection."""
        return self.collection.segments[-1].text

    @property
    def id_parameter(self) -> str | None:
        """The parameter that carries the id of an item."""
        return self.segments[-1].text if self.is_item else None


def read_path(template: str) -> Path | None:
    """Return a path template as steps; ``None`` when a step mixes names and parameters in a way of its own."""
    segments: list[Segment] = []
    for part in template.strip("/").split("/"):
        read = _read_part(part)
        if read is None:
            return None
        segments.extend(read)
    return Path(tuple(segments))


def _read_part(part: str) -> list[Segment] | None:
    if (parameter := _PARAMETER.fullmatch(part)) is not None:
        return [Segment(parameter[1], parameter=True)]
    if (keyed := _KEYED.fullmatch(part)) is not None:
        return [Segment(keyed[1], parameter=False), Segment(keyed[2], parameter=True)]
    literal = _LITERAL.fullmatch(part)
    return [Segment(literal[1], parameter=False)] if literal is not None else None
