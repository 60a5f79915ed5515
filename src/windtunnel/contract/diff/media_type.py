"""Names of media types, and how those of two documents belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class MediaType(NamedTuple):
    """A parsed name: ``application/problem+json; charset=utf-8``.

    Args:
        kind: before the slash.
        name: after the slash, without suffix.
        suffix: after the plus; empty when there is none.
        parameters: by name.
    """

    kind: str
    name: str
    suffix: str
    parameters: Mapping[str, str]

    @property
    def bare(self) -> str:
        """The name without parameters."""
        return f"{self.kind}/{self.name}{'+' if self.suffix else ''}{self.suffix}"


class Matched(NamedTuple):
    """How the media types of two places belong together; pairs are (old name, new name)."""

    pairs: list[tuple[str, str]]
    removed: list[str]
    added: list[str]


def parse(name: str) -> MediaType | None:
    """Return the parts of a name; ``None`` when it is not a media type."""
    bare, *rest = name.split(";")
    kind, slash, subtype = bare.strip().lower().partition("/")
    base, *suffixes = subtype.split("+")
    if not slash or not kind or not base or "/" in subtype or len(suffixes) > 1 or "" in suffixes:
        return None
    parameters = {}
    for part in filter(str.strip, rest):
        key, equals, value = part.partition("=")
        if not equals:
            return None
        parameters[key.strip().lower()] = value.strip().strip('"')
    return MediaType(kind, base.strip(), suffixes[0].strip() if suffixes else "", parameters)


def contains(wide: str, narrow: str) -> bool:
    """Tell whether one media type is another, or the format that another builds on."""
    one, other = parse(wide), parse(narrow)
    if one is None or other is None or one.kind != other.kind:
        return False
    if not one.suffix and other.suffix and other.suffix == one.name:
        return True
    return one.name == other.name and one.suffix == other.suffix


def match(old: Iterable[str], new: Iterable[str]) -> Matched:
    """Match media types by name, then those of which one contains the other."""
    before, now = sorted(old), sorted(new)
    pairs = [(name, name) for name in before if name in now]
    removed = [name for name in before if name not in now]
    added = []
    for name in (name for name in now if name not in before):
        twin = next((each for each in removed if contains(name, each) or contains(each, name)), None)
        if twin is None:
            added.append(name)
        else:
            removed.remove(twin)
            pairs.append((twin, name))
    return Matched(pairs, removed, added)


def is_text(name: str) -> bool:
    """Tell whether values in this media type are text, so that a number reads as a string (forms, CSV)."""
    return name != "application/json" and not name.endswith("+json")
