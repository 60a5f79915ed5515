"""Pairs of schemas, one of each document, linked the way the schemas are.

A pair exists once however many paths lead to it, so comparing costs what the documents are long, and a recursive
schema is a pair that leads back to itself. Which pairs differ is settled after all of them exist: a pair in a circle
differs when something on the circle differs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from windtunnel.kernel.errors import InconclusiveError

from .composition import Composition, Item
from .description import EMPTY, Description, Node, escaped
from .sameness import Sameness
from .schema import (
    ANNOTATIONS,
    COMPOSITIONS,
    NAMED_KEYWORDS,
    SINGLE_KEYWORDS,
    listed,
    named,
    own_differences,
    properties,
    single,
    structure,
)

PAIRS_MAX = 80_000


class SchemaPair:
    """Two schemas that are compared.

    Attributes:
        old, new: the schemas, references followed; empty for a boolean schema.
        old_allows, new_allows: ``False`` for the schema ``false``, ``True`` for ``true``, ``None`` for any other.
        old_pointer, new_pointer: where they stand.
        own: keywords in which they themselves differ.
        structure: keywords with subschemas that either has.
        children: pairs below a keyword with one schema.
        named: pairs below a keyword with names, by keyword and name.
        compositions: ``allOf``, ``anyOf``, ``oneOf`` where either has one.
        prefix: pairs of ``prefixItems`` by position.
        wrapped: where only one has ``oneOf``: the other paired with each of its alternatives, in their order.
        circle: number of the circle it is on; 0 when it does not lead back to itself.
        differs: whether anything here or below differs.
        restricts: whether anything differs that decides what is accepted.
    """

    __slots__ = (
        "_documents",
        "children",
        "circle",
        "compositions",
        "differs",
        "memory",
        "named",
        "new",
        "new_allows",
        "new_pointer",
        "old",
        "old_allows",
        "old_pointer",
        "own",
        "parents",
        "prefix",
        "restricts",
        "settled",
        "structure",
        "wrapped",
    )

    def __init__(
        self,
        old: tuple[Node | bool, str],
        new: tuple[Node | bool, str],
        documents: tuple[Description, Description],
    ) -> None:
        old_schema, self.old_pointer = old
        new_schema, self.new_pointer = new
        self._documents = documents
        self.old = _plain(old_schema)
        self.new = _plain(new_schema)
        self.old_allows = old_schema if isinstance(old_schema, bool) else None
        self.new_allows = new_schema if isinstance(new_schema, bool) else None
        self.own = own_differences(self.old, self.new)
        self.structure = structure(self.old, self.new)
        self.children: dict[str, SchemaPair] = {}
        self.named: dict[str, dict[str, SchemaPair]] = {}
        self.compositions: dict[str, Composition] = {}
        self.prefix: dict[int, SchemaPair] = {}
        self.parents: list[SchemaPair] = []
        self.circle = 0
        self.settled: tuple[bool, bool] = (False, False)
        self.wrapped: list[SchemaPair | None] = []
        self.memory: dict[Any, Any] = {}
        never_changed = self.old_allows is self.new_allows
        one_sided = self._one_sided()
        self.differs = bool(self.own) or one_sided or not never_changed
        self.restricts = bool(self.own - ANNOTATIONS) or one_sided or False in self._allowances(never_changed)

    def added(self, keyword: str) -> list[str]:
        """Return the names under a keyword that only the new schema has, in its order."""
        old = named(self.old, keyword)
        return [name for name in named(self.new, keyword) if name not in old]

    def removed(self, keyword: str) -> list[str]:
        """Return the names under a keyword that only the old schema has, in its order."""
        new = named(self.new, keyword)
        return [name for name in named(self.old, keyword) if name not in new]

    @property
    def old_version(self) -> str:
        """Version of OpenAPI in which the old schema is written."""
        return self._documents[0].version

    def old_property(self, name: str) -> Node:
        """Return a property's schema in the old document, references followed."""
        return _plain(self._documents[0].schema(properties(self.old)[name], f"{self.old_pointer}/properties/{name}")[0])

    def new_property(self, name: str) -> Node:
        """Return a property's schema in the new document, references followed."""
        return _plain(self._documents[1].schema(properties(self.new)[name], f"{self.new_pointer}/properties/{name}")[0])

    def new_items(self) -> Node:
        """Return the schema of a list's items in the new document, references followed."""
        return _plain(self._documents[1].schema(self.new.get("items"), f"{self.new_pointer}/items")[0])

    def linked(self) -> Iterator[SchemaPair]:
        """Return the pairs directly below that exist on both sides by name or position."""
        yield from self.children.values()
        for pairs in self.named.values():
            yield from pairs.values()
        yield from self.prefix.values()

    def reachable(self) -> Iterator[SchemaPair]:
        """Return every pair that settling this one looks at."""
        yield from self.linked()
        for composition in self.compositions.values():
            yield from composition.candidates()
        yield from (each for each in self.wrapped if each is not None)

    def _allowances(self, never_changed: bool) -> set[bool | None]:
        return set() if never_changed else {self.old_allows, self.new_allows}

    def _one_sided(self) -> bool:
        """Tell whether only one has a keyword with subschemas, or a name under one."""
        return any(_differs_in_shape(keyword, self.old, self.new) for keyword in self.structure)


def _differs_in_shape(keyword: str, old: Node, new: Node) -> bool:
    if keyword in NAMED_KEYWORDS:
        return named(old, keyword).keys() != named(new, keyword).keys()
    if keyword in SINGLE_KEYWORDS:
        return (single(old, keyword) is None) != (single(new, keyword) is None)
    return keyword == "prefixItems" and len(listed(old, keyword)) != len(listed(new, keyword))


class SchemaPairs:
    """All pairs of one comparison.

    Args:
        old, new: the documents.
        sameness: tells what need not be looked at.
    """

    def __init__(self, old: Description, new: Description, sameness: Sameness) -> None:
        self._old = old
        self._new = new
        self._sameness = sameness
        self._pairs: dict[tuple[int, int], SchemaPair] = {}
        self._alive: list[Any] = []
        self._unexpanded: deque[SchemaPair] = deque()
        self._fresh: list[SchemaPair] = []

    def pair(self, old: Any, old_pointer: str, new: Any, new_pointer: str) -> SchemaPair | None:
        """Return the pair of two schemas; ``None`` when they are certainly the same.

        Raises:
            FileError: a reference leads nowhere, or a schema is not one.
            InconclusiveError: there are more pairs than a comparison can be about.
        """
        old_schema, old_place = self._old.schema(old, old_pointer)
        new_schema, new_place = self._new.schema(new, new_pointer)
        key = id(old_schema), id(new_schema)
        known = self._pairs.get(key)
        if known is None:
            if self._sameness.same(old, new):
                return None
            if len(self._pairs) >= PAIRS_MAX:
                raise InconclusiveError(f"more than {PAIRS_MAX:,} pairs of schemas to compare")
            known = self._pairs[key] = SchemaPair(
                (old_schema, old_place), (new_schema, new_place), (self._old, self._new)
            )
            self._alive.append((old_schema, new_schema))
            self._unexpanded.append(known)
            self._fresh.append(known)
        return known

    def __iter__(self) -> Iterator[SchemaPair]:
        """Return the pairs made so far."""
        return iter(self._pairs.values())

    def settle(self) -> None:
        """Make every pair below those asked for, and settle which of them differ."""
        while self._unexpanded:
            self._expand(self._unexpanded.popleft())
        fresh, self._fresh = self._fresh, []
        pending = deque(reversed(fresh))
        waiting = {id(pair) for pair in pending}
        while pending:
            pair = pending.popleft()
            waiting.discard(id(pair))
            if self._update(pair):
                above = [each for each in pair.parents if id(each) not in waiting]
                waiting.update(map(id, above))
                pending.extend(above)

    def _update(self, pair: SchemaPair) -> bool:
        """Settle one pair from the pairs below it; tell whether those above it must look again."""
        below: list[SchemaPair | Composition] = [*pair.linked(), *pair.compositions.values()]
        for composition in pair.compositions.values():
            composition.match()
        pair.differs = pair.differs or any(each.differs for each in below)
        pair.restricts = pair.restricts or any(each.restricts for each in below)
        settled = pair.differs, pair.restricts
        changed = settled != pair.settled
        pair.settled = settled
        return changed

    def _expand(self, pair: SchemaPair) -> None:
        if not pair.structure:
            return
        for keyword in SINGLE_KEYWORDS:
            old, new = single(pair.old, keyword), single(pair.new, keyword)
            if old is not None and new is not None:
                child = self._below(pair, old, f"/{keyword}", new, f"/{keyword}")
                if child is not None:
                    pair.children[keyword] = child
        for keyword in NAMED_KEYWORDS:
            pairs = self._expand_named(pair, keyword)
            if pairs:
                pair.named[keyword] = pairs
        self._expand_prefix(pair)
        for keyword in COMPOSITIONS:
            self._expand_composition(pair, keyword)
        self._expand_wrapping(pair)

    def _expand_named(self, pair: SchemaPair, keyword: str) -> dict[str, SchemaPair]:
        new = named(pair.new, keyword)
        found = {}
        for name, schema in named(pair.old, keyword).items():
            if name in new:
                part = f"/{keyword}/{escaped(name)}"
                child = self._below(pair, schema, part, new[name], part)
                if child is not None:
                    found[name] = child
        return found

    def _expand_prefix(self, pair: SchemaPair) -> None:
        both = zip(listed(pair.old, "prefixItems"), listed(pair.new, "prefixItems"), strict=False)
        for index, (old, new) in enumerate(both):
            child = self._below(pair, old, f"/prefixItems/{index}", new, f"/prefixItems/{index}")
            if child is not None:
                pair.prefix[index] = child

    def _expand_composition(self, pair: SchemaPair, keyword: str) -> None:
        old, new = listed(pair.old, keyword), listed(pair.new, keyword)
        if old or new:
            composition = Composition(
                keyword,
                self._items(self._old, old, f"{pair.old_pointer}/{keyword}"),
                self._items(self._new, new, f"{pair.new_pointer}/{keyword}"),
            )
            pair.compositions[keyword] = composition
            composition.link(lambda one, other: self._candidate(pair, one, other), self._sameness.same)

    def _items(self, description: Description, schemas: list[Any], pointer: str) -> list[Item]:
        items = []
        for index, schema in enumerate(schemas):
            value, place = description.schema(schema, f"{pointer}/{index}")
            items.append(Item(index, schema, value, place))
        return items

    def _candidate(self, pair: SchemaPair, old: Item, new: Item) -> SchemaPair | None:
        child = self.pair(old.node, old.pointer, new.node, new.pointer)
        if child is not None:
            child.parents.append(pair)
        return child

    def _expand_wrapping(self, pair: SchemaPair) -> None:
        """Compare a schema with the alternatives it may have become, or been made from."""
        if pair.old and pair.new and bool(listed(pair.old, "oneOf")) != bool(listed(pair.new, "oneOf")):
            found = []
            for index, alternative in enumerate(listed(pair.new, "oneOf")):
                found.append(self._below(pair, pair.old, "", alternative, f"/oneOf/{index}"))
            for index, alternative in enumerate(listed(pair.old, "oneOf")):
                found.append(self._below(pair, alternative, f"/oneOf/{index}", pair.new, ""))
            pair.wrapped = found

    def _below(self, pair: SchemaPair, old: Any, old_part: str, new: Any, new_part: str) -> SchemaPair | None:
        child = self.pair(old, pair.old_pointer + old_part, new, pair.new_pointer + new_part)
        if child is not None:
            child.parents.append(pair)
        return child


def _plain(schema: Node | bool) -> Node:
    return EMPTY if isinstance(schema, bool) else schema
