"""What a batch has to bring along: where its items come from, what is decided about them, and where that goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from .position import Position

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """Some items of a reading.

    Args:
        items: as the source tells them; one that it told before may be among them.
        following: the cursor of the next page; ``None`` on the last.
        total: how many items the reading has, where the source tells; all pages together must come to it.
        expected: about how many different items there are, where the source does not tell exactly.
    """

    items: Sequence[ItemT]
    following: str | None
    total: int | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Decided(Generic[ItemT]):
    """An item, and what was decided about it, as text that can be stored."""

    item: ItemT
    decision: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a load, by the items' keys.

    Args:
        applied: what was changed as decided.
        rejected: reasons, for what never will be.
        undone: what was not tried, or stood in somebody's way.
    """

    applied: frozenset[str]
    rejected: Mapping[str, str]
    undone: frozenset[str]


class Work(Protocol[ItemT]):
    """One kind of batch. Whatever talks to a system raises the errors of ``adapters.errors``."""

    async def open_reading(self, since: float, until: float) -> str:
        """Begin to read what came between two times, in seconds since the epoch; return the reading's id."""
        ...

    async def page(self, reading: str, cursor: str) -> Page[ItemT]:
        """Return a page; the first cursor is empty.

        For the same cursor it is the same page, but that an item which changes may move to a later one.

        Raises:
            NotFound: the reading is gone; another one has to be opened.
        """
        ...

    def key(self, item: ItemT) -> str:
        """Return the item's business key."""
        ...

    def content(self, item: ItemT) -> str:
        """Return everything that the decision depends on: an item with other content is decided on again."""
        ...

    def check(self, item: ItemT) -> None:
        """Look at an item before anything is paid for; the result depends on nothing but the item.

        Raises:
            QualityError: naming the gate that it does not pass.
        """
        ...

    async def decide(self, item: ItemT) -> str:
        """Decide about an item.

        Raises:
            DataError: what came back cannot be used.
            TransientError: it could not be asked for now.
        """
        ...

    def labels(self, decision: str) -> Iterable[str]:
        """Return what a decision is counted under."""
        ...

    async def open_load(self) -> str:
        """Prepare a load and return its id; nothing is changed yet."""
        ...

    async def load(self, load: str, rows: Sequence[Decided[ItemT]], *, resumed: bool) -> Loaded | None:
        """Change what was decided, each item once, however often the same load is asked for.

        Args:
            load: its id.
            rows: what to change.
            resumed: some of it may have been sent before.

        Returns:
            What became of it; ``None`` when a resumed load was not carried out, and never will be.
        """
        ...

    async def conclude(self, position: Position) -> None:
        """Do, once, what comes after the last item, however often it is asked for."""
        ...


class Closable(Protocol):
    """Connections to systems."""

    async def aclose(self) -> None:
        """Close them."""
        ...
