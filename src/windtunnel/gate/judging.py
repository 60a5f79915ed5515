"""The verdict on one change: what the adapter made of it, by what it wrote on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import orjson

from windtunnel.contract.drift import Drift, DriftClass

from .mutants import Mutant
from .probes import DEGRADED_MARKS
from .replayer import GoesOnForever, Outcome

OF_REQUESTS = ("request", "parameter", "property")
"""What operators change that is said to the system: what it then does is its own doing, and errors are loud."""


class Subject(Protocol):
    """What is judged: a probe, or a receiver."""

    @property
    def errors(self) -> tuple[type[Exception], ...]: ...


class Verdict(StrEnum):
    """What became of a change."""

    LOUD = "loud"
    """An error of the adapter's own; nothing wrong was written before."""
    CRASH = "crash"
    """An error that nobody meant: untyped, or no end."""
    DEGRADED = "degraded"
    """Other output, marked as such."""
    SAME = "same"
    """The output of the control."""
    SILENT = "silent"
    """Other output, and nothing says so."""
    INCONCLUSIVE = "inconclusive"
    """The change was never met."""


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason.

    Args:
        verdict: the verdict.
        reason: in one line.
        followed: legal data of another kind was passed on, as it should be.
        false_alarm: an error where there is nothing to complain of.
    """

    verdict: Verdict
    reason: str = ""
    followed: bool = False
    false_alarm: bool = False

    @property
    def is_finding(self) -> bool:
        """Whether this must not stay."""
        return self.verdict in (Verdict.SILENT, Verdict.CRASH) or self.false_alarm


def judge(mutant: Mutant, drift: Drift, outcome: Outcome, control: Outcome, subject: Subject) -> Judgement:
    """Return the verdict on a run with a change.

    Args:
        mutant: the change.
        drift: the same at work, with its count.
        outcome: of the run.
        control: of the run without a change.
        subject: what was run; its ``errors`` are loud.
    """
    if not drift.injected:
        return Judgement(Verdict.INCONCLUSIVE, "the run never met the change")
    if outcome.error is not None:
        return _failed(mutant, drift, outcome, control, subject)
    if outcome.sinks == control.sinks or _original(drift, outcome.sinks) == control.sinks:
        return Judgement(Verdict.SAME)
    if _marks(outcome.sinks) - _marks(control.sinks):
        return Judgement(Verdict.DEGRADED, f"marked: {', '.join(sorted(_marks(outcome.sinks)))}")
    if mutant.description.drift_class is DriftClass.DATA_VARIANT and mutant.description.acts_on == "field":
        return Judgement(Verdict.SAME, "legal data, passed on", followed=True)
    return Judgement(Verdict.SILENT, difference(control.sinks, outcome.sinks))


def _failed(mutant: Mutant, drift: Drift, outcome: Outcome, control: Outcome, subject: Subject) -> Judgement:
    error = outcome.error
    if isinstance(error, GoesOnForever):
        return Judgement(Verdict.CRASH, "asks again and again, without an end")
    text = f"{type(error).__name__}: {error}"
    if not isinstance(error, subject.errors):
        return Judgement(Verdict.CRASH, text)
    theirs = mutant.description.acts_on in OF_REQUESTS
    if not theirs and not _is_beginning(_effects(_original(drift, outcome.sinks)), _effects(control.sinks)):
        return Judgement(Verdict.SILENT, f"wrote something else before it raised {text}")
    additive = mutant.description.drift_class is DriftClass.ADDITIVE
    return Judgement(Verdict.LOUD, text, false_alarm=additive)


def _original(drift: Drift, sinks: bytes) -> bytes:
    text = sinks.decode()
    original = drift.original(text)
    return sinks if original is text else original.encode()


def _effects(sinks: bytes) -> list[Any]:
    found: list[Any] = orjson.loads(sinks)["effects"]
    return found


def _is_beginning(some: list[Any], everything: list[Any]) -> bool:
    return everything[: len(some)] == some


def _marks(sinks: bytes) -> set[str]:
    """Return the marks of degradation, with their values, that stand anywhere in the output."""
    found: set[str] = set()
    waiting = [orjson.loads(sinks)["written"]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            found |= {f"{name}={value[name]}" for name in DEGRADED_MARKS if value.get(name)}
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


def difference(before: bytes, after: bytes) -> str:
    """Return the first place in which two outputs differ, with both values."""
    found = _difference(orjson.loads(before), orjson.loads(after), "")
    return found or "the output differs"


def _difference(before: Any, after: Any, path: str) -> str:
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*before, *(name for name in after if name not in before)]
        pairs = [(before.get(name), after.get(name), f"{path}.{name}" if path else name) for name in names]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(one, other, f"{path}[{index}]") for index, (one, other) in enumerate(zip(before, after, strict=True))]
    else:
        return "" if before == after else f"{path}: {_short(before)} became {_short(after)}"
    return next((found for one, other, inner in pairs if (found := _difference(one, other, inner))), "")


def _short(value: Any, length: int = 60) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= length else f"{text[:length]}..."
