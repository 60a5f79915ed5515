"""I23 cursor-safety.

Reading page by page neither skips an item nor applies it twice, wherever the process dies and whatever is inserted
or deleted meanwhile: every item that was there before the last page was read has its outcomes at the end, exactly
once, or was given up with a reason. Exercised once per disturbance of a reading: a death of the subject with pages
read before and after it, and an arrival between two page requests that are at most ``round_seconds`` apart. A cursor
that is stored before its page is applied fails under ``kill-subject``; pages that are counted by offset fail when
items come or go between them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class CursorSafety(Invariant):
    """The bookmark never runs ahead of the reader.

    Args:
        operations: operationIds that return pages.
        round_seconds: page requests that are farther apart belong to different rounds.
    """

    id: ClassVar = "I23"
    name: ClassVar = "cursor-safety"
    about: ClassVar = "paging skips no item and applies none twice, across deaths and concurrent changes"
    operations: tuple[str, ...] = ()
    round_seconds: Annotated[float, Field(gt=0)] = 60.0

    def judge(self, history: History) -> Judgement:
        """Look for items that the cursor missed, or met twice."""
        pages = [a for a in history.attempts if a.operation in self.operations and a.succeeded]
        exercised = self._disturbances(history, pages)
        if not exercised:
            return Judgement(0)
        last = pages[-1].start
        return Judgement(exercised, (*_skipped(history, last), *_doubled(history)))

    def _disturbances(self, history: History, pages: Sequence[Attempt]) -> int:
        moments = [page.start for page in pages]
        deaths = sum(1 for death in history.deaths if 0 < bisect_left(moments, death) < len(moments))
        return deaths + sum(1 for event in history.accepted.values() if self._amid(moments, event.at))

    def _amid(self, moments: Sequence[float], moment: float) -> bool:
        after = bisect_right(moments, moment)
        return 0 < after < len(moments) and moments[after] - moments[after - 1] <= self.round_seconds


def _skipped(history: History, last: float) -> Iterator[Violation]:
    for key, event in history.accepted.items():
        if event.at < last and key not in history.ends:
            yield Violation(f"{key} was there before the last page was read, and was skipped", key, (event.sequence,))


def _doubled(history: History) -> Iterator[Violation]:
    for (name, key), effects in history.outcomes.items():
        if name in history.settings.required and len(effects) > 1:
            message = f"{name} of {key} was applied {len(effects)} times"
            yield Violation(message, key, tuple(effect.sequence for effect in effects))
