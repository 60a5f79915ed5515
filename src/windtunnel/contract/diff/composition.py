"""Matching the parts of ``allOf``, ``anyOf`` and ``oneOf``, whose order means nothing.

References match by name. Schemas written in place have no name: they match when they are the same, then by title, then
when one is left on either side. Of ``anyOf`` and ``oneOf``, a schema that was moved into a component, or out of one,
without a change is neither added nor removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from windtunnel.kernel.errors import InconclusiveError

from .description import Node, schema_name
from .sameness import written

if TYPE_CHECKING:
    from .schema_pair import SchemaPair


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a composition.

    Args:
        index: its position.
        node: as it is written, a reference or a schema.
        value: the schema, references followed.
        pointer: where the schema stands.
    """

    index: int
    node: Any
    value: Node | bool
    pointer: str

    @property
    def reference(self) -> str:
        """The name it is referred to by; empty for a schema written in place."""
        reference = self.node.get("$ref") if isinstance(self.node, dict) else None
        return schema_name(reference) if isinstance(reference, str) else ""

    @property
    def title(self) -> str:
        """Its title; empty when it has none."""
        return "" if isinstance(self.value, bool) else str(self.value.get("title") or "")

    @property
    def label(self) -> str:
        """How messages call it."""
        return self.reference.rsplit("/", 1)[-1] or self.title or f"#{self.index + 1}"


POSSIBLE_MAX = 40_000
Match = tuple[Item, Item]
Candidate = Callable[[Item, Item], "SchemaPair | None"]


@dataclass
class Composition:
    """The parts of one keyword on both sides, and how they match.

    Args:
        keyword: ``allOf``, ``anyOf`` or ``oneOf``.
        old, new: the parts.
    """

    keyword: str
    old: list[Item]
    new: list[Item]
    added: list[Item] = field(default_factory=list)
    removed: list[Item] = field(default_factory=list)
    modified: list[tuple[Item, Item, SchemaPair]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by_name: list[Match] = []
        self._named_removed: list[Item] = []
        self._named_added: list[Item] = []
        self._inline_old: list[Item] = []
        self._inline_new: list[Item] = []
        self._pairs: dict[tuple[int, int], SchemaPair | None] = {}

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.removed or self.modified)

    @property
    def restricts(self) -> bool:
        """Whether anything differs that decides what is accepted."""
        return bool(self.added or self.removed) or any(pair.restricts for _, _, pair in self.modified)

    def link(self, candidate: Candidate, same: Callable[[Any, Any], bool]) -> None:
        """Find what can match and make the pairs that decide it.

        Raises:
            InconclusiveError: there are more possibilities than can be looked at.
        """
        self._match_names()
        self._set_alike_aside(same)
        if len(self._inline_old) * len(self._inline_new) > POSSIBLE_MAX:
            raise InconclusiveError(
                f"{self.keyword} with {len(self._inline_old)} and {len(self._inline_new)} schemas that have no name"
            )
        for one, other in self._possible():
            self._pairs[one.index, other.index] = candidate(one, other)

    def candidates(self) -> Iterable[SchemaPair]:
        """Return the pairs that decide what matches."""
        return (pair for pair in self._pairs.values() if pair is not None)

    def match(self) -> None:
        """Match anew, with what is known of the pairs by now."""
        removed, added = list(self._inline_old), list(self._inline_new)
        matches = list(self._by_name)
        self._take(removed, added, self._equal)
        matches += self._take_by_title(removed, added)
        if len(removed) == len(added) == 1 and not removed[0].title and not added[0].title:
            matches.append((removed.pop(), added.pop()))
        removed, added = self._named_removed + removed, self._named_added + added
        if self.keyword != "allOf":
            self._take(removed, added, self._moved)
        self.removed, self.added = removed, added
        found = [(one, other, self._pairs[one.index, other.index]) for one, other in matches]
        self.modified = [(one, other, pair) for one, other, pair in found if pair is not None and pair.differs]

    def _match_names(self) -> None:
        waiting: dict[str, list[Item]] = defaultdict(list)
        for item in self.new:
            (waiting[item.reference] if item.reference else self._inline_new).append(item)
        for item in self.old:
            if not item.reference:
                self._inline_old.append(item)
            elif waiting[item.reference]:
                self._by_name.append((item, waiting[item.reference].pop(0)))
            else:
                self._named_removed.append(item)
        self._named_added = sorted((item for items in waiting.values() for item in items), key=lambda item: item.index)

    def _set_alike_aside(self, same: Callable[[Any, Any], bool]) -> None:
        """Take out what is written alike on both sides; the rest must be compared."""
        alike: dict[bytes, list[Item]] = defaultdict(list)
        for item in self._inline_new:
            alike[written(item.node)].append(item)
        rest_old, taken = [], set()
        for item in self._inline_old:
            twins = alike[written(item.node)]
            if twins and same(item.node, twins[0].node):
                taken.add(twins.pop(0).index)
            else:
                rest_old.append(item)
        self._inline_old = rest_old
        self._inline_new = [item for item in self._inline_new if item.index not in taken]

    def _possible(self) -> Iterable[Match]:
        yield from self._by_name
        yield from ((one, other) for one in self._inline_old for other in self._inline_new)
        if self.keyword != "allOf":
            yield from ((one, other) for one in self._inline_old for other in self._named_added)
            yield from ((one, other) for one in self._named_removed for other in self._inline_new)

    def _equal(self, one: Item, other: Item) -> bool:
        pair = self._pairs[one.index, other.index]
        return pair is None or not pair.differs

    def _moved(self, one: Item, other: Item) -> bool:
        if bool(one.reference) == bool(other.reference):
            return False
        pair = self._pairs[one.index, other.index]
        return pair is None or not pair.restricts

    def _take(self, removed: list[Item], added: list[Item], matches: Callable[[Item, Item], bool]) -> None:
        for one in list(removed):
            twin = next((other for other in added if matches(one, other)), None)
            if twin is not None:
                removed.remove(one)
                added.remove(twin)

    def _take_by_title(self, removed: list[Item], added: list[Item]) -> list[Match]:
        matches = []
        seen = {""}
        for other in list(added):
            one = next((each for each in removed if each.title == other.title), None)
            if one is not None and other.title not in seen:
                seen.add(other.title)
                matches.append((one, other))
                removed.remove(one)
                added.remove(other)
        return matches
