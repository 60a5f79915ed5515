"""A run's journal, arranged for judging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, nextafter
from operator import attrgetter
from typing import Any

from windtunnel.fault.kill_subject import SUBJECT
from windtunnel.kernel.journal import Event, Journal, Kind
from windtunnel.world.http import SAFE_METHODS

HARNESS = "harness"
"""Who notes facts: what invariants asked to see, and what the harness counts."""
MEANT_FOR_LATER = frozenset({408, 425, 429})
"""Statuses of a refusal that holds for now only."""


class Attempt:
    """One request with its answer.

    Args:
        sent: the attempt event.
        answer: the answer event; ``None`` when the run ended before one came.

    Attributes:
        role: the role that was called.
        operation: the operation that was called.
        key: the business key it belongs to.
        start: when it was sent.
        end: when it ended for the caller.
        digest: digest of what was asked for.
        status: status of the answer, if one came.
        outcome: ``ok``, ``fail`` or ``info``.
        cause: which kind of problem the answer reports.
        reason: how it was lost, when it was.
        faults: faults and drift that touched it.
        buckets: quota buckets that it drew from.
        failed: whether the system looked unhealthy: no answer, or a 5xx.
        succeeded: whether a whole answer below 400 came.
    """

    __slots__ = (
        "answer",
        "buckets",
        "cause",
        "digest",
        "end",
        "failed",
        "faults",
        "key",
        "operation",
        "outcome",
        "reason",
        "role",
        "sent",
        "start",
        "status",
        "succeeded",
    )

    def __init__(self, sent: Event, answer: Event | None) -> None:
        self.sent = sent
        self.answer = answer
        self.role = str(sent.data["role"])
        self.operation = sent.operation
        self.key = sent.key
        self.start = sent.at
        self.digest = str(sent.data["digest"])
        told: Mapping[str, Any] = answer.data if answer else _UNANSWERED
        self.end = answer.at if answer else None
        self.status: int | None = told["status"]
        self.outcome = str(told["outcome"])
        self.cause = str(told.get("cause") or "")
        self.reason = str(told.get("reason") or "")
        self.faults: Sequence[str] = told["faults"]
        self.buckets: Sequence[str] = told.get("buckets", ())
        self.failed = self.outcome != "ok" or (self.status or 0) >= 500
        self.succeeded = self.outcome == "ok" and self.status is not None and self.status < 400

    @property
    def method(self) -> str:
        """The HTTP method."""
        return str(self.sent.data.get("method") or "")

    @property
    def reads(self) -> bool:
        """Whether it only asks."""
        return self.method in SAFE_METHODS


_UNANSWERED: Mapping[str, Any] = {"status": None, "outcome": "info", "faults": ()}


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
        skew_seconds: how far the subject's view of an answer may lie behind the harness's: nothing in a virtual world;
            over sockets, what is sent so soon after an answer may have been sent without knowing it.
        spacings: by role and operation: how many seconds the vendor's quotas want between two requests, where a quota
            of the operation gives out one at a time.
    """

    start: float
    heals: Mapping[str, float]
    required: frozenset[str]
    webhook_timeouts: Mapping[str, float]
    secrets: Mapping[str, str]
    drifts: frozenset[str]
    skew_seconds: float = 0.0
    spacings: Mapping[tuple[str, str], float] = field(default_factory=dict[tuple[str, str], float])


class History:
    """Everything that happened in a run.

    Args:
        events: the journal.
        settings: what judging must know besides.
        surfaces: texts that the subject produced (logs, audit, status, error bodies), by name of the surface.
    """

    def __init__(self, events: Iterable[Event], settings: Settings, surfaces: Mapping[str, Sequence[str]]) -> None:
        self.events: Sequence[Event] = list(events)
        self._journal = events if isinstance(events, Journal) else None
        self.settings = settings
        self.surfaces = surfaces

    @property
    def lines(self) -> Sequence[bytes]:
        """The events as lines of a journal."""
        return [event.line() for event in self.events] if self._journal is None else self._journal.lines()

    def of(self, *kinds: Kind) -> list[Event]:
        """Return the events of some kinds, in order."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        found = [event for kind in kinds for event in self._by_kind.get(kind, ())]
        return sorted(found, key=lambda event: event.sequence)

    @cached_property
    def _by_kind(self) -> Mapping[Kind, list[Event]]:
        return group(self.events, attrgetter("kind"))

    @cached_property
    def attempts(self) -> list[Attempt]:
        """All attempts with their answers, in the order of sending."""
        answers = {event.attempt: event for event in self.of(Kind.ANSWER)}
        return [Attempt(event, answers.get(event.attempt)) for event in self.of(Kind.ATTEMPT)]

    @cached_property
    def attempts_by_role(self) -> Mapping[str, list[Attempt]]:
        """Attempts per role."""
        return group(self.attempts, attrgetter("role"))

    @cached_property
    def timelines(self) -> Mapping[str, list[tuple[float, bool, Attempt]]]:
        """By role: sendings and answers in the order in which they happened."""
        return {role: timeline(attempts) for role, attempts in self.attempts_by_role.items()}

    @cached_property
    def repetitions(self) -> Sequence[list[Attempt]]:
        """Attempts of one and the same request: role, operation, key and digest are equal."""
        return list(group(self.attempts, attrgetter("role", "operation", "key", "digest")).values())

    @cached_property
    def attempts_by_key(self) -> Mapping[str | None, list[Attempt]]:
        """Attempts per business key."""
        return group(self.attempts, attrgetter("key"))

    @cached_property
    def heals(self) -> Mapping[str, float]:
        """By role: when its last fault was over, for roles whose faults end.

        That is the planned end, or the end of the last request that a fault struck: one that waits for the n-th request
        of an operation strikes whenever that comes.
        """
        struck = self._struck_until
        return {role: max(end, struck.get(role, end)) for role, end in self.settings.heals.items()}

    @cached_property
    def last_heal(self) -> float | None:
        """When the last fault of the run was over, whatever it struck; ``None`` where no role's faults end."""
        return max([*self.heals.values(), *self._struck_until.values()]) if self.heals else None

    @cached_property
    def _struck_until(self) -> Mapping[str, float]:
        """By role: the moment after the last request that a fault struck."""
        struck = (attempt for attempt in self.attempts if attempt.faults)
        until = {}
        for attempt in sorted(struck, key=lambda attempt: attempt.end or attempt.start):
            until[attempt.role] = max(attempt.end or attempt.start, nextafter(attempt.start, inf))
        return until

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
    def outcomes_by_key(self) -> Mapping[str, list[Event]]:
        """By key: the effects that are outcomes, in the order in which they happened."""
        return group((e for e in self.of(Kind.EFFECT) if e.data.get("outcome") and e.key is not None), _key)

    @cached_property
    def transitions(self) -> Mapping[str, list[Event]]:
        """What the subject reported of itself, by kind of report."""
        reports = (event for event in self.of(Kind.TRANSITION) if event.actor != HARNESS)
        return group(reports, attrgetter("operation"))

    @cached_property
    def facts(self) -> Mapping[str, list[Event]]:
        """What the harness noted because an invariant asked for it, by name."""
        noted = (event for event in self.of(Kind.TRANSITION) if event.actor == HARNESS)
        return group(noted, attrgetter("operation"))

    @cached_property
    def calls(self) -> Mapping[str, list[Event]]:
        """By key: how genuine deliveries and calls of the subject ended."""
        ended = (e for e in self.of(Kind.ACKNOWLEDGEMENT, Kind.DELIVERY) if e.data.get("ended") and e.key is not None)
        return group((event for event in ended if event.data.get("genuine", True)), _key)

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

    @cached_property
    def reviews(self) -> Mapping[str, list[Event]]:
        """Events that the subject reported as handed to a person, by key."""
        return group((e for e in self.transitions.get("reviewed", ()) if e.key is not None), _key)

    @cached_property
    def ends(self) -> Mapping[str, float]:
        """By key: when an event had all required outcomes, or was reported as given up, with a reason."""
        candidates = {**self.accepted, **self.outcomes_by_key, **self.dead_letters, **self.rejections}
        return {key: end for key in candidates if (end := self._end(key)) is not None}

    def _end(self, key: str) -> float | None:
        ends = self.given_up_at(key)
        if self.settings.required and self.has_required_outcomes(key):
            ends.append(max(self.outcomes[name, key][0].at for name in sorted(self.settings.required)))
        return min(ends, default=None)

    def explained(self, key: str) -> bool:
        """Tell whether the subject reported, with a reason, that it gave an event up."""
        return bool(self.given_up_at(key))

    def given_up_at(self, key: str) -> list[float]:
        """Return when the subject reported, with a reason, that it gave an event up; a dead letter may come back."""
        reports = (*self.dead_letters.get(key, ()), *self.rejections.get(key, ()))
        return [report.at for report in reports if report.data.get("reason")]

    def has_required_outcomes(self, key: str) -> bool:
        """Tell whether every required outcome exists for ``key``."""
        return all((name, key) in self.outcomes for name in self.settings.required)


def _key(event: Event) -> str:
    return event.key or ""


def group(items: Iterable[Any], key: Any) -> dict[Any, list[Any]]:
    """Return ``items`` in lists by ``key(item)``, in the order of first appearance."""
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)


def timeline(attempts: Iterable[Attempt]) -> list[tuple[float, bool, Attempt]]:
    """Return sendings and answers in the order in which they happened, as (time, is answer, attempt)."""
    moments: list[tuple[float, int, bool, Attempt]] = []
    for attempt in attempts:
        moments.append((attempt.start, attempt.sent.sequence, False, attempt))
        if attempt.answer is not None:
            moments.append((attempt.answer.at, attempt.answer.sequence, True, attempt))
    moments.sort(key=lambda moment: moment[1])
    return [(at, is_answer, attempt) for at, _, is_answer, attempt in moments]


def most_at_once(moments: Iterable[tuple[float, int]]) -> int:
    """Return the highest sum of changes, in order of time; at one moment what ends goes before what begins.

    Args:
        moments: (time, +1 or -1).
    """
    level = highest = 0
    for _, change in sorted(moments):
        level += change
        highest = max(highest, level)
    return highest


def chains(repeated: Iterable[Attempt], pause_seconds: float) -> list[list[Attempt]]:
    """Return attempts of one request in parts, each with pauses of at most ``pause_seconds`` between its attempts."""
    found: list[list[Attempt]] = []
    last: Attempt | None = None
    for attempt in repeated:
        if last is None or attempt.start - (last.end or last.start) > pause_seconds:
            found.append([])
        found[-1].append(attempt)
        last = attempt
    return found
