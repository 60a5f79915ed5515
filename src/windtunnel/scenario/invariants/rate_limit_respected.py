"""I17 rate-limit-respected.

Within any window of a declared limit, a role gets at most so many requests, over all workers together, and never
more at once than declared. Where nothing is declared, the vendor's own quotas judge: at most ``refused_share`` of the
requests to a role are refused by a quota (of at least ``samples`` requests). Exercised once per window that was at
least half full, and, without a declared limit, once per refused request. Workers that pace themselves one by one,
or not at all, fail under load.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .overlap import held_at_once

TOLERANCE_SECONDS = 1e-6


class Limit(BaseModel):
    """What a vendor allows.

    Args:
        requests: so many,
        seconds: within so long.
        at_once: so many without an answer at the same time; no limit when ``None``.
        operations: operationIds that it counts; empty for all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    requests: Annotated[int, Field(ge=1)]
    seconds: Annotated[float, Field(gt=0)]
    at_once: Annotated[int, Field(ge=1)] | None = None
    operations: tuple[str, ...] = ()


class RateLimitRespected(Invariant):
    """The vendor's limits hold without the vendor having to enforce them.

    Args:
        limits: by role.
        refused_share: largest share of requests that a quota refuses, in roles without a limit.
        samples: so many requests are needed for a share.
    """

    id: ClassVar = "I17"
    name: ClassVar = "rate-limit-respected"
    about: ClassVar = "requests stay within the vendor's limits, over all workers together"
    limits: Mapping[str, Limit] = Field(default_factory=dict)
    refused_share: Annotated[float, Field(ge=0, le=1)] = 0.25
    samples: Annotated[int, Field(ge=1)] = 100

    def judge(self, history: History) -> Judgement:
        """Count requests in windows."""
        exercised = 0
        violations: list[Violation] = []
        for role, attempts in history.attempts_by_role.items():
            limit = self.limits.get(role)
            if limit is None:
                refused = [attempt for attempt in attempts if attempt.cause == "QuotaExhausted"]
                exercised += len(refused)
                violations += self._often_refused(role, attempts, refused)
            else:
                counted = [a for a in attempts if not limit.operations or a.operation in limit.operations]
                windows = list(_windows(counted, limit))
                exercised += sum(1 for window in windows if 2 * window[0] >= limit.requests)
                violations += _excesses(role, counted, windows, limit)
        return Judgement(exercised, tuple(violations))

    def _often_refused(self, role: str, attempts: Sequence[Attempt], refused: Sequence[Attempt]) -> Iterator[Violation]:
        if len(attempts) >= self.samples and len(refused) > self.refused_share * len(attempts):
            message = f"{role} refused {len(refused)} of {len(attempts)} requests because of its quotas"
            yield Violation(message, None, tuple(attempt.sent.sequence for attempt in refused[:10]))


def _windows(attempts: Sequence[Attempt], limit: Limit) -> Iterator[tuple[int, Attempt]]:
    """Yield, for every request, how many there were within the window that it ends."""
    window: deque[float] = deque()
    for attempt in attempts:
        window.append(attempt.start)
        while window[0] <= attempt.start - limit.seconds + TOLERANCE_SECONDS:
            window.popleft()
        yield len(window), attempt


def _excesses(
    role: str, attempts: Sequence[Attempt], windows: Sequence[tuple[int, Attempt]], limit: Limit
) -> Iterator[Violation]:
    within = True
    for requests, attempt in windows:
        if requests > limit.requests and within:
            message = f"{role} got {requests} requests within {limit.seconds:g} s (at most {limit.requests})"
            yield Violation(message, attempt.key, (attempt.sent.sequence,))
        within = requests <= limit.requests
    if limit.at_once is not None:
        at_once = held_at_once(attempts)
        if at_once > limit.at_once:
            yield Violation(f"{role} had {at_once} requests to answer at once (at most {limit.at_once})")
