"""What was learned, and when: used again while it is fresh, and later on when nothing better can be had."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ...clock import Clock

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Memo(Generic[ValueT]):
    """Something remembered, and how old it is."""

    value: ValueT
    age_seconds: float


class Memory(Generic[ValueT]):
    """Values by key, the least recently used forgotten first.

    Args:
        clock: for their age.
        entries_max: how many are kept.
    """

    def __init__(self, clock: Clock, entries_max: int) -> None:
        self._clock = clock
        self._entries_max = entries_max
        self._entries: OrderedDict[Hashable, tuple[ValueT, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: Hashable, age_seconds_max: float) -> Memo[ValueT] | None:
        """Return what is kept under ``key``, unless it is older than ``age_seconds_max``."""
        known = self._entries.get(key)
        if known is None:
            return None
        age_seconds = self._clock.steady() - known[1]
        if age_seconds > age_seconds_max:
            return None
        self._entries.move_to_end(key)
        return Memo(known[0], age_seconds)

    def keep(self, key: Hashable, value: ValueT) -> None:
        """Keep ``value``, as old as it is now: new."""
        self._entries[key] = (value, self._clock.steady())
        self._entries.move_to_end(key)
        if len(self._entries) > self._entries_max:
            self._entries.popitem(last=False)
