"""Which pairs of schemas lead back to themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .schema_pair import SchemaPair


def number_circles(pairs: Iterable[SchemaPair]) -> None:
    """Give every pair the number of the circle it is on; 0 for a pair that does not lead back to itself.

    Two pairs have the same number when each leads to the other (Tarjan's strongly connected components).
    """
    numbering = _Numbering()
    for pair in pairs:
        if id(pair) not in numbering.index:
            numbering.visit(pair)


class _Numbering:
    """The state of one numbering."""

    def __init__(self) -> None:
        self.index: dict[int, int] = {}
        self._low: dict[int, int] = {}
        self._stack: list[SchemaPair] = []
        self._on_stack: set[int] = set()
        self._circles = 0

    def visit(self, start: SchemaPair) -> None:
        """Number everything that can be reached from a pair."""
        pending: list[tuple[SchemaPair, Iterator[SchemaPair]]] = [self._enter(start)]
        while pending:
            pair, below = pending[-1]
            following = next(below, None)
            if following is None:
                pending.pop()
                self._leave(pair)
                if pending:
                    self._lower(pending[-1][0], self._low[id(pair)])
            elif id(following) not in self.index:
                pending.append(self._enter(following))
            elif id(following) in self._on_stack:
                self._lower(pair, self.index[id(following)])

    def _enter(self, pair: SchemaPair) -> tuple[SchemaPair, Iterator[SchemaPair]]:
        self.index[id(pair)] = self._low[id(pair)] = len(self.index)
        self._stack.append(pair)
        self._on_stack.add(id(pair))
        return pair, iter(list(pair.reachable()))

    def _lower(self, pair: SchemaPair, low: int) -> None:
        self._low[id(pair)] = min(self._low[id(pair)], low)

    def _leave(self, pair: SchemaPair) -> None:
        if self._low[id(pair)] != self.index[id(pair)]:
            return
        members: list[SchemaPair] = []
        while not members or members[-1] is not pair:
            members.append(self._stack.pop())
            self._on_stack.discard(id(members[-1]))
        if len(members) > 1 or any(each is pair for each in pair.reachable()):
            self._circles += 1
            for member in members:
                member.circle = self._circles
