"""Which fault struck which operation in which phase, and what has not been struck yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from .menu import Menu
from .occurrence import Cell, Phase

TRIES_MAX = 6
"""A cell that was aimed at so often without a strike is believed to be out of reach."""


@dataclass
class Coverage:
    """Counts strikes, and aims at what is missing.

    Args:
        struck: how often each cell was struck.
        aimed: how often each cell was aimed at.
    """

    struck: Counter[Cell] = field(default_factory=Counter)
    aimed: Counter[Cell] = field(default_factory=Counter)

    def add(self, struck: Mapping[Cell, int]) -> None:
        """Take in what struck in a world."""
        self.struck.update(struck)

    def goals(self, menu: Menu, most: int) -> list[Cell]:
        """Return what to aim at next: cells that were never struck, those aimed at least often first."""
        missing = [cell for cell in self.missing(menu) if self.aimed[cell] < TRIES_MAX]
        goals = sorted(missing, key=lambda cell: self.aimed[cell])[:most]
        self.aimed.update(goals)
        return goals

    def missing(self, menu: Menu) -> list[Cell]:
        """Return the cells that were never struck; requests without an event count for the first phase."""
        return [cell for cell in menu.cells() if not self._reached(cell)]

    def _reached(self, cell: Cell) -> bool:
        kind, role, operation, _ = cell
        if self.struck[cell]:
            return True
        keyless = self.struck[kind, role, operation, Phase.KEYLESS.value]
        first = self.struck[kind, role, operation, Phase.FIRST.value]
        return bool(keyless) and not first

    def table(self, menu: Menu) -> list[Row]:
        """Return coverage by operation."""
        rows: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
        for kind, role, operation, phase in menu.cells():
            counts = rows.setdefault((role, operation), {}).setdefault(kind, {})
            counts[phase] = self.struck[kind, role, operation, phase]
        for (kind, role, operation, phase), count in sorted(self.struck.items()):
            rows.setdefault((role, operation), {}).setdefault(kind, {})[str(phase)] = count
        return [Row(role, operation, kinds) for (role, operation), kinds in sorted(rows.items())]


@dataclass(frozen=True)
class Row:
    """What struck one operation.

    Args:
        role, operation: which.
        strikes: by kind of fault and phase: how often.
    """

    role: str
    operation: str
    strikes: Mapping[str, Mapping[str, int]]

    def __str__(self) -> str:
        told = [f"{kind} {_counted(counts)}" for kind, counts in self.strikes.items()]
        return f"{self.role} {self.operation}: {', '.join(told)}"


def _counted(counts: Mapping[str, int]) -> str:
    """Return strikes as ``first/again``, those that belong to no event counted as first; or in one number."""
    if Phase.LASTING.value in counts:
        return str(counts[Phase.LASTING.value])
    first = counts.get(Phase.FIRST.value, 0) + counts.get(Phase.KEYLESS.value, 0)
    return f"{first}/{counts.get(Phase.AGAIN.value, 0)}"
