"""Works through one chunk: sort out what is known, check, decide, load."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Generic

from ...audit import AuditKind
from ...errors import DataError, QualityError
from ...outbound.correlation import correlation
from .concurrently import concurrently
from .loading import Loader, Save
from .memory import Memory, Verdict, item_key
from .patience import Patience
from .position import Position, Settled
from .tally import Tally
from .trail import BatchTrail
from .work import Decided, ItemT, Work

UNUSABLE = "unusable"
"""The reason for an item whose decision said nothing of why it could not be used."""


class ChunkWorker(Generic[ItemT]):
    """Works through the chunks of one run.

    Whoever dies in the middle of a chunk goes through it again: what was settled is in the memory, what was decided
    too, and what was being loaded is asked for by the load's id.

    Args:
        work: what is done.
        memory: see there.
        patience: for everything that can fail.
        trail: where rejections are noted.
        save: see ``Save``.
        workers, tries: items at once, and unusable decisions about one of them.
        decision_seconds: how long a decision may take, repeated requests included.
    """

    def __init__(
        self,
        work: Work[ItemT],
        memory: Memory,
        patience: Patience,
        trail: BatchTrail,
        save: Save,
        *,
        workers: int,
        tries: int,
        decision_seconds: float,
    ) -> None:
        self._work = work
        self._memory = memory
        self._patience = patience
        self._trail = trail
        self._loader = Loader(work, patience, save)
        self._workers = workers
        self._tries = tries
        self._decision_seconds = decision_seconds

    async def go_through(self, position: Position, items: Sequence[ItemT]) -> Tally:
        """Settle every item and return what became of them; the run's position has no load under way then.

        Raises:
            WindowClosed: not in this window.
            IntegrationError: it cannot go on.
        """
        tally = Tally(position.run, position.chunk)
        fresh = {key: item for key, item in self._distinct(items, tally).items() if await self._is_new(key, tally)}
        sound = {key: item for key, item in fresh.items() if self._passes(key, item, tally)}
        verdicts = await concurrently(self._verdict, sound.items(), self._workers)
        rows = {key: Decided(sound[key], verdict.decision) for key, verdict in verdicts if verdict.decision is not None}
        for key, verdict in verdicts:
            if verdict.decision is None:
                self._settle(tally, sound, key, verdict.rejected_for or UNUSABLE)
        what = f"{position.run}.chunk-{position.chunk}"
        with correlation(f"chunk:{what}"):
            await self._loader.load(what, position, rows, partial(self._settle, tally, sound))
        tally.labels += [label for key in tally.settled for label in await self._labels(key, tally.settled[key])]
        return tally

    def _distinct(self, items: Sequence[ItemT], tally: Tally) -> dict[str, ItemT]:
        """Return the items by ``item_key``; of those told twice the last, which is the newest."""
        newest = {self._work.key(item): item for item in items}
        tally.repeated += len(items) - len(newest)
        return {item_key(key, self._work.content(item)): item for key, item in newest.items()}

    async def _is_new(self, key: str, tally: Tally) -> bool:
        known = await self._memory.settled(key)
        if known is not None:
            tally.recall(key, known)
        return known is None

    def _passes(self, key: str, item: ItemT, tally: Tally) -> bool:
        try:
            self._work.check(item)
        except QualityError as error:
            self._settle(tally, {key: item}, key, f"{error.gate}: {error.message}")
            return False
        return True

    def _settle(self, tally: Tally, items: dict[str, ItemT], key: str, rejected_for: str | None) -> Settled:
        """Take note of an item; a rejection is on the trail before it is stored, at least once that is."""
        if rejected_for is not None:
            self._trail.note(AuditKind.REJECTED, self._work.key(items[key]), reason=rejected_for)
        return tally.settle(key, rejected_for)

    async def _verdict(self, entry: tuple[str, ItemT]) -> tuple[str, Verdict]:
        key, item = entry
        verdict = await self._memory.verdict(key)
        if verdict is None:
            verdict = await self._decide(item)
            await self._memory.decide(key, verdict)
        return key, verdict

    async def _decide(self, item: ItemT) -> Verdict:
        """Have an item decided on; what cannot be used is asked for again, a few times."""
        key, verdict = self._work.key(item), Verdict()
        with correlation(f"item:{key}"):
            for _ in range(self._tries):
                ask = partial(self._ask, item)
                verdict = await self._patience.insist(key, ask, within_seconds=self._decision_seconds)
                if verdict.decision is not None:
                    break
        return verdict

    async def _ask(self, item: ItemT) -> Verdict:
        try:
            return Verdict(decision=await self._work.decide(item))
        except DataError as error:
            return Verdict(rejected_for=f"{type(error).__name__}: {error.message}")

    async def _labels(self, key: str, settled: Settled) -> list[str]:
        verdict = await self._memory.verdict(key) if settled.rejected_for is None else None
        if verdict is None or verdict.decision is None:
            return []
        return list(self._work.labels(verdict.decision))
