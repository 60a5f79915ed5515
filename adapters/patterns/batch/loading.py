"""Loads the rows of one chunk, in as many loads as it takes, each carried out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Protocol

from ...errors import SystemUnavailable
from .patience import Patience
from .position import Position, Settled
from .work import Decided, ItemT, Loaded, Work


class Save(Protocol):
    """Saves the run's position, changed, and with it what became of items."""

    async def __call__(self, settled: Mapping[str, Settled] | None = None, /, **changes: object) -> Position:
        """Return the position as it was saved."""
        ...


Settle = Callable[[str, str | None], Settled]
"""Takes note of the row with an ``item_key``, and of the reason if it was rejected."""


class Loader(Generic[ItemT]):
    """Loads rows.

    The id of a load is saved before anything is sent, and what became of its rows together with its end. So whoever
    dies in between finds out by the id, and sends nothing twice.

    Args:
        work: where the rows go.
        patience: for everything that can fail.
        save: see ``Save``.
    """

    def __init__(self, work: Work[ItemT], patience: Patience, save: Save) -> None:
        self._work = work
        self._patience = patience
        self._save = save

    async def load(
        self,
        what: str,
        position: Position,
        rows: Mapping[str, Decided[ItemT]],
        settle: Settle,
    ) -> Position:
        """Load rows until every one of them is applied or rejected.

        Args:
            what: names the work in the trail.
            position: of the run; its load, if it has one, was begun by somebody who died.
            rows: by ``item_key``.
            settle: see ``Settle``.

        Raises:
            WindowClosed: not in this window.
            IntegrationError: it cannot go on.
        """
        left, rounds = dict(rows), 0
        while left:
            rounds += 1
            position, loaded = await self._once(what, position, list(left.values()))
            keys = {self._work.key(row.item): key for key, row in left.items()}
            ended = self._ended(loaded, keys)
            settled = {key: settle(key, reason) for key, reason in ended.items()}
            position = await self._save(settled, load=None)
            left = {key: row for key, row in left.items() if key not in settled}
            if left and loaded is not None:
                await self._patience.pause(what, SystemUnavailable("rows were left undone"), rounds)
        return position

    async def _once(
        self, what: str, position: Position, rows: Sequence[Decided[ItemT]]
    ) -> tuple[Position, Loaded | None]:
        resumed = position.load is not None
        if position.load is None:
            opened = await self._patience.insist(what, self._work.open_load)
            position = await self._save(load=opened)
        load = position.load
        assert load is not None

        async def attempt() -> Loaded | None:
            nonlocal resumed
            again, resumed = resumed, True  # whatever fails from here on may have been sent
            return await self._work.load(load, rows, resumed=again)

        return position, await self._patience.insist(what, attempt)

    def _ended(self, loaded: Loaded | None, keys: Mapping[str, str]) -> dict[str, str | None]:
        """Return the reason, ``None`` for none, by ``item_key`` of each row that the load brought to an end."""
        if loaded is None:
            return {}
        applied: dict[str, str | None] = {keys[key]: None for key in keys if key in loaded.applied}
        return applied | {keys[key]: loaded.rejected[key] for key in keys if key in loaded.rejected}
