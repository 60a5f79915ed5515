"""A run's journal, arranged for judging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from windtunnel.fault.kill_subject import SUBJECT
from windtunnel.kernel.journal import Event, Kind


@dataclass(frozen=True)
class Attempt:
    """One request with its answer.

    Args:
        sent: the attempt event.
        answer: the answer event; ``None`` when the run ended before one came.
    """

    sent: Event
    answer: Event | None

    @property
    def role(self) -> str:
        """The role that was called."""
        return str(self.sent.data["role"])

    @property
    def operation(self) -> str:
        """The operation that was called."""
        return self.sent.operation

    @property
    def key(self) -> str | None:
        """The business key it belongs to."""
        return self.sent.key

    @property
    def start(self) -> float:
        """When it was sent."""
        return self.sent.at

    @property
    def end(self) -> float | None:
        """When it ended for the caller."""
        return self.answer.at if self.answer else None

    @property
    def digest(self) -> str:
        """Digest of what was asked for."""
        return str(self.sent.data["digest"])

    @property
    def status(self) -> int | None:
        """Status of the answer, if one came."""
        return self.answer.data["status"] if self.answer else None

    @property
    def outcome(self) -> str:
        """``ok``, ``fail`` or ``info``."""
        return str(self.answer.data["outcome"]) if self.answer else "info"

    @property
    def cause(self) -> str:
        """Which kind of problem the answer reports."""
        return str(self.answer.data.get("cause") or "") if self.answer else ""

    @property
    def reason(self) -> str:
        """How it was lost, when it was."""
        return str(self.answer.data.get("reason") or "") if self.answer else ""

    @property
    def faults(self) -> Sequence[str]:
        """Faults and drift that touched it."""
        return self.answer.data["faults"] if self.answer else ()

    @property
    def buckets(self) -> Sequence[str]:
        """Quota buckets it drew from."""
        return self.answer.data.get("buckets", ()) if self.answer else ()

    @property
    def failed(self) -> bool:
        """Whether the system looked unhealthy: no answer, or a 5xx."""
        return self.outcome != "ok" or (self.status or 0) >= 500


@dataclass(frozen=True)
class Settings:
    """What judging must know besides the journal.

    Args:
        start: world time of the beginning.
        heals: by role: when its last fault ended, for roles whose faults end.
        required: outcomes that every accepted event must lead to.
        webhook_timeouts: how long each role's system waits for a webhook's receiver.
        secrets: the canaries: secret values by name.
        drifts: names of the drift operators of the condition.
    """

    start: float
    heals: Mapping[str, float]
    required: frozenset[str]
    webhook_timeouts: Mapping[str, float]
    secrets: Mapping[str, str]
    drifts: frozenset[str]


class History:
    """Everything that happened in a run.

    Args:
        events: the journal.
        settings: what judging must know besides.
        surfaces: texts that the subject produced (logs, audit, status, error bodies), by name of the surface.
    """

    def __init__(self, events: Iterable[Event], settings: Settings, surfaces: Mapping[str, Sequence[str]]) -> None:
        self.events: Sequence[Event] = list(events)
        self.settings = settings
        self.surfaces = surfaces

    def of(self, *kinds: Kind) -> list[Event]:
        """Return the events of some kinds."""
        return [event for event in self.events if event.kind in kinds]

    @cached_property
    def attempts(self) -> list[Attempt]:
        """All attempts with their answers, in the order of sending."""
        answers = {event.attempt: event for event in self.events if event.kind is Kind.ANSWER}
        return [Attempt(event, answers.get(event.attempt)) for event in self.events if event.kind is Kind.ATTEMPT]

    @cached_property
    def attempts_by_role(self) -> Mapping[str, list[Attempt]]:
        """Attempts per role."""
        return group(self.attempts, lambda attempt: attempt.role)

    @cached_property
    def attempts_by_key(self) -> Mapping[str | None, list[Attempt]]:
        """Attempts per business key."""
        return group(self.attempts, lambda attempt: attempt.key)

    @cached_property
    def deaths(self) -> Sequence[float]:
        """When the subject died."""
        return [event.at for event in self.of(Kind.FAULT) if event.actor == SUBJECT and event.data["state"] == "begins"]

    @cached_property
    def arrivals(self) -> Mapping[str, Event]:
        """Arrivals by business key."""
        return {event.key: event for event in self.of(Kind.ARRIVAL) if event.key is not None}

    @cached_property
    def accepted(self) -> Mapping[str, Event]:
        """By key: the first acknowledgement of a genuine delivery."""
        found: dict[str, Event] = {}
        for event in self.of(Kind.ACKNOWLEDGEMENT):
            if event.key is not None and event.data.get("genuine", True):
                found.setdefault(event.key, event)
        return found

    @cached_property
    def outcomes(self) -> Mapping[tuple[str, str], list[Event]]:
        """Effects by (outcome, key)."""
        found: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for event in self.of(Kind.EFFECT):
            name = event.data.get("outcome")
            if name and event.key is not None:
                found[name, event.key].append(event)
        return found

    @cached_property
    def transitions(self) -> Mapping[str, list[Event]]:
        """What the subject reported of itself, by kind of report."""
        return group(self.of(Kind.TRANSITION), lambda event: event.operation)

    @cached_property
    def dead_letters(self) -> Mapping[str, list[Event]]:
        """Dead letters that the subject reported, by key."""
        reported = [event for event in self.transitions.get("dead-lettered", ()) if event.key is not None]
        return group(reported, lambda event: event.key or "")

    @cached_property
    def rejections(self) -> Mapping[str, list[Event]]:
        """Events that the subject reported as finally rejected, with a reason, by key."""
        reported = [event for event in self.transitions.get("rejected", ()) if event.key is not None]
        return group(reported, lambda event: event.key or "")

    def has_required_outcomes(self, key: str) -> bool:
        """Tell whether every required outcome exists for ``key``."""
        return all((name, key) in self.outcomes for name in self.settings.required)


def group(items: Iterable[Any], key: Any) -> dict[Any, list[Any]]:
    """Return ``items`` in lists by ``key(item)``, in the order of first appearance."""
    groups: dict[Any, list[Any]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def timeline(attempts: Iterable[Attempt]) -> list[tuple[float, bool, Attempt]]:
    """Return sendings and answers in the order in which they happened, as (time, is answer, attempt)."""
    moments: list[tuple[float, int, bool, Attempt]] = []
    for attempt in attempts:
        moments.append((attempt.start, attempt.sent.sequence, False, attempt))
        if attempt.answer is not None:
            moments.append((attempt.answer.at, attempt.answer.sequence, True, attempt))
    moments.sort(key=lambda moment: moment[1])
    return [(at, is_answer, attempt) for at, _, is_answer, attempt in moments]
