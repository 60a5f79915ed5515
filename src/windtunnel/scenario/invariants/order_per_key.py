"""I21 order-per-key.

Events of one partition take effect in the order in which they were accepted. A business key such as
``account-7/3`` belongs to the partition that ``partition`` takes out of it. With ``newest-wins`` only the last
effect matters: it is that of the event that was accepted last. Of two events that were on their way at the same time,
nobody knows which was accepted first. Events without effect are judged by I01. Exercised once per pair of events that
follow each other in a partition, both with effect. Workers that take events of one partition in parallel fail under
``latency`` and reordered or doubled deliveries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator

from windtunnel.kernel.journal import Event, Kind

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Expression, Invariant


def _with_group(text: str) -> str:
    if not re.compile(text).groups:
        raise ValueError("the regular expression needs a group that is the partition")
    return text


class OrderPerKey(Invariant):
    """What came first happens first.

    Args:
        partition: regular expression whose first group is an event's partition; keys that it does not match are not
            judged.
        outcomes: names of the outcomes that are judged; all of them, without any.
        rule: whether every effect must be in order, or only the last one right.
    """

    id: ClassVar = "I21"
    name: ClassVar = "order-per-key"
    about: ClassVar = "events of one partition take effect in the order in which they were accepted"
    partition: Annotated[Expression, AfterValidator(_with_group)] = r"^(.+)/\d+$"
    outcomes: tuple[str, ...] = ()
    rule: Literal["every-effect", "newest-wins"] = "every-effect"

    def judge(self, history: History) -> Judgement:
        """Compare the order of effects with the order of acceptance."""
        exercised = 0
        violations: list[Violation] = []
        sent = _first_sent(history)
        for (name, partition), effects in self._partitions(history).items():
            exercised += len(effects) - 1
            places = [Place(history.accepted[e.key or ""].sequence, sent.get(e.key or "")) for e in effects]
            violations += self._judge_partition(name, partition, effects, places)
        return Judgement(exercised, tuple(violations))

    def _partitions(self, history: History) -> dict[tuple[str, str], list[Event]]:
        expression = re.compile(self.partition)
        found: dict[tuple[str, str], list[Event]] = {}
        for (name, key), effects in history.outcomes.items():
            match = expression.search(key)
            if match and key in history.accepted and (not self.outcomes or name in self.outcomes):
                found.setdefault((name, match[1]), []).append(effects[0])
        for effects in found.values():
            effects.sort(key=lambda effect: effect.sequence)
        return found

    def _judge_partition(
        self, name: str, partition: str, effects: Sequence[Event], places: Sequence[Place]
    ) -> Iterator[Violation]:
        if self.rule == "newest-wins":
            if places[-1].accepted < max(place.begun for place in places):
                message = f"{effects[-1].key} had the last word on {partition}, and a newer event was there"
                yield Violation(message, effects[-1].key, (effects[-1].sequence,))
            return
        newest = places[0].begun
        for effect, place in zip(effects[1:], places[1:], strict=True):
            if place.accepted < newest:
                message = f"{name} of {effect.key} came after that of a later event of {partition}"
                yield Violation(message, effect.key, (effect.sequence,))
            newest = max(newest, place.begun)


@dataclass(frozen=True)
class Place:
    """Where an event was accepted, and first sent, in the journal; what happened in between is not ordered with it."""

    accepted: int
    sent: int | None

    @property
    def begun(self) -> int:
        """From where on it may have been accepted."""
        return self.accepted if self.sent is None else min(self.sent, self.accepted)


def _first_sent(history: History) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for event in history.of(Kind.DELIVERY):
        if event.key is not None and not event.data.get("ended"):
            found.setdefault(event.key, event.sequence)
    return found
