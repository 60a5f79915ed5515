"""Verdicts are three-valued: what was not put to the test is never a pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """How a judgement ended."""

    PASS = "PASS"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"


EXIT_CODES = {Verdict.PASS: 0, Verdict.FAIL: 1, Verdict.INCONCLUSIVE: 3}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return FAIL if any failed, else INCONCLUSIVE if any was, else PASS; nothing at all is INCONCLUSIVE."""
    seen = set(verdicts)
    if Verdict.FAIL in seen:
        return Verdict.FAIL
    return Verdict.PASS if seen == {Verdict.PASS} else Verdict.INCONCLUSIVE


@dataclass(frozen=True)
class Violation:
    """One place where an invariant does not hold.

    Args:
        message: what happened, with names and numbers.
        key: the business key concerned, if one is.
        events: sequence numbers of the journal events that show it.
    """

    message: str
    key: str | None = None
    events: tuple[int, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What an invariant says of a history.

    Args:
        exercised: how often it could have been violated.
        violations: where it was.
        defect: why nothing can be said: the error of the checker itself, and where it was raised.
    """

    exercised: int
    violations: tuple[Violation, ...] = field(default_factory=tuple)
    defect: str | None = None

    @property
    def verdict(self) -> Verdict:
        """FAIL with any violation; otherwise PASS only if it was exercised."""
        if self.violations:
            return Verdict.FAIL
        return Verdict.PASS if self.exercised else Verdict.INCONCLUSIVE
