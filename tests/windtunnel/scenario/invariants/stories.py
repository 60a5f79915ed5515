"""Histories written by hand, for what is hard to bring about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.kernel.journal import Journal, Kind
from windtunnel.scenario.history import HARNESS, History, Settings
from windtunnel.scenario.invariants import INVARIANTS
from windtunnel.scenario.verdict import Judgement


class Story:
    """Tells what happened, in order; ``now`` is when the next thing happens."""

    def __init__(self, *required: str, heals: Mapping[str, float] | None = None) -> None:
        self.now = 0.0
        self.journal = Journal(lambda: self.now)
        self.settings = Settings(0.0, heals or {}, frozenset(required), {}, {}, frozenset())
        self.surfaces: dict[str, Sequence[str]] = {}

    def accept(self, *keys: str, at: float | None = None, fault: str | None = None) -> None:
        """Events arrive and are accepted."""
        self.now = self.now if at is None else at
        for key in keys:
            self.journal.append(Kind.ARRIVAL, HARNESS, "arrival", key=key, role="desk")
            self.call(key, fault=fault)

    def call(
        self,
        key: str,
        *,
        status: int | None = 200,
        failure: str | None = None,
        seconds: float = 0.0,
        fault: str | None = None,
    ) -> None:
        """Somebody calls the subject, and it ends."""
        self.journal.append(Kind.DELIVERY, "desk", "webhook", key=key, genuine=True)
        self.now += seconds
        kind = Kind.ACKNOWLEDGEMENT if status is not None and status < 300 else Kind.DELIVERY
        ended: dict[str, Any] = {"ended": True, "status": status, "failure": failure, "duration_seconds": seconds}
        self.journal.append(kind, "subject", "webhook", key=key, genuine=True, fault=fault, **ended)

    def send(
        self, operation: str, key: str | None, *, role: str = "chat", method: str = "POST", path: str = "/", **told: Any
    ) -> int:
        """The subject sends a request; returns its number."""
        attempt = self.journal.next_attempt()
        data: dict[str, Any] = {
            "role": role,
            "method": method,
            "path": path,
            "digest": f"{method} {operation} {key}",
            **told,
        }
        self.journal.append(Kind.ATTEMPT, "subject", operation, key=key, attempt=attempt, **data)
        return attempt

    def end(self, attempt: int, status: int | None = 200, outcome: str = "ok", **data: Any) -> None:
        """A request ends."""
        facts: dict[str, Any] = {"status": status, "outcome": outcome, "cause": "", "faults": [], **data}
        self.journal.append(Kind.ANSWER, "chat", "", attempt=attempt, **facts)

    def ask(self, operation: str, key: str | None, *, seconds: float = 0.1, **options: Any) -> int:
        """A request, with its answer some time later."""
        sending = {name: options.pop(name) for name in ("role", "method", "path", "grant") if name in options}
        attempt = self.send(operation, key, **sending)
        self.now += seconds
        self.end(attempt, **options)
        return attempt

    def effect(
        self,
        outcome: str | None,
        key: str,
        *,
        attempt: int | None = None,
        change: str = "created",
        wrong: str | None = None,
        actor: str = "chat",
    ) -> None:
        """The state of a system changes."""
        data = {"outcome": outcome, "wrong": wrong, "id": key}
        self.journal.append(Kind.EFFECT, actor, f"messages.{change}", key=key, attempt=attempt, **data)

    def report(self, kind: str, key: str | None, **fields: Any) -> None:
        """The subject says something of itself."""
        self.journal.append(Kind.TRANSITION, "subject", kind, key=key, **fields)

    def fact(self, name: str, key: str | None, **values: Any) -> None:
        """The harness notes something."""
        self.journal.append(Kind.TRANSITION, HARNESS, name, key=key, **values)

    def die(self) -> None:
        """The subject dies."""
        self.journal.append(Kind.FAULT, "subject", "kill-subject", state="begins")

    def judge(self, invariant: str, **parameters: Any) -> Judgement:
        """Judge what happened."""
        history = History(self.journal, self.settings, self.surfaces)
        return INVARIANTS[invariant].with_parameters(parameters).judge(history)


def verdict(judgement: Judgement) -> tuple[str, int, int]:
    """Verdict, how often it was exercised, and how many violations there are."""
    return judgement.verdict.value, judgement.exercised, len(judgement.violations)
