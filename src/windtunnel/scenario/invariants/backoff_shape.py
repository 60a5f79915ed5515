"""I12 backoff-shape.

Pauses between a failed attempt (no answer, or 5xx) and the next one of the same request give way, grow and are spread.
They give way: of the pauses of a role at most ``short_share`` are none at all, and so many that chance does not explain
it are not shorter than ``least_seconds`` (a pause that is drawn from zero on may be short, all of them may not). They
grow: the pauses before the second retry do not, by the sum of ranks, lie below ``growth`` times those before the first.
They are spread: of the pauses before the i-th retry no more than ``same_share`` fall into one millisecond. Where
``base_seconds`` is given, the i-th pause (from 0) lies within ``[base * factor**i * (1 - jitter), min(cap, base *
factor**i) * (1 + jitter)]`` instead of giving way. Pauses longer than ``burst_seconds`` are redeliveries, and pauses
that a Retry-After asked for are the vendor's; neither is judged. Nor are pauses that a pace explains: where first tries
of an operation, for one key after another, follow each other ``samples`` times by the same time, a retry that follows
the request of another key by that time, and that nothing follows sooner, was held back by the client's own rate
limiter; and where the vendor gives out one request at a time, or the client declares a limit of its own, so was one
that comes exactly so long after another. Exercised once per pause. Immediate retries and fixed pauses fail under an
outage: all clients come back at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import exp, lgamma, log, log1p, sqrt
from operator import mul
from statistics import median
from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History, chains, group
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .pacing import paced_retries, spaced_retries

TOLERANCE_SECONDS = 1e-6
CHANCE = 2e-4
"""What is less likely than this is not chance: many worlds are judged."""
DEVIATIONS_MAX = 2.8
"""So many standard deviations of a sum of ranks are chance; pauses that double exceed them once in 50,000 times."""


@dataclass(frozen=True)
class _Pause:
    """The pause before the retry with a number, from 0."""

    number: int
    seconds: float
    retry: Attempt


class BackoffShape(Invariant):
    """Retries give way, and do not march in step.

    Args:
        least_seconds: a shorter pause does not give way.
        short_share: largest share of pauses that may be so short, each by itself.
        growth: the second pauses over the first, at least, as far as chance allows to tell.
        same_share: largest share of the pauses before the i-th retry within one millisecond.
        samples: so many pauses are needed for a median or a share.
        base_seconds: the pause before the first retry, where it is declared.
        factor: by which the declared pause grows.
        cap_seconds: the longest declared pause.
        jitter: by what share a pause may differ from the declared one.
        burst_seconds: a longer pause is a redelivery, or that of a breaker: half a minute, usually.
        spacing_seconds: by role: where the client declares a limit of its own, how long after each other it sends
            requests of one operation at the soonest.
        except_roles: roles that are not judged.
    """

    id: ClassVar = "I12"
    name: ClassVar = "backoff-shape"
    about: ClassVar = "pauses between attempts grow, and differ between clients"
    least_seconds: Annotated[float, Field(ge=0)] = 0.01
    short_share: Annotated[float, Field(ge=0, lt=1)] = 0.1
    growth: Annotated[float, Field(ge=1)] = 1.2
    same_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    samples: Annotated[int, Field(ge=2)] = 5
    base_seconds: Annotated[float, Field(gt=0)] | None = None
    factor: Annotated[float, Field(ge=1)] = 2.0
    cap_seconds: Annotated[float, Field(gt=0)] = 60.0
    jitter: Annotated[float, Field(ge=0, le=1)] = 1.0
    burst_seconds: Annotated[float, Field(gt=0)] = 29.0
    spacing_seconds: Mapping[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    except_roles: tuple[str, ...] = ()

    def judge(self, history: History) -> Judgement:
        """Look at the pauses of every role."""
        exercised = 0
        violations: list[Violation] = []
        repeated = (attempts for attempts in history.repetitions if len(attempts) > 1)
        for role, of_role in group(repeated, lambda attempts: attempts[0].role).items():
            if role in self.except_roles:
                continue
            bursts = [burst for attempts in of_role for burst in chains(attempts, self.burst_seconds)]
            paced = self._paced(history, role)
            pauses = [pause for burst in bursts for pause in _pauses(burst) if pause.retry not in paced]
            exercised += len(pauses)
            violations += self._too_short(role, pauses) if self.base_seconds is None else self._outside(role, pauses)
            violations += self._together(role, pauses)
        return Judgement(exercised, tuple(violations))

    def _paced(self, history: History, role: str) -> frozenset[Attempt]:
        attempts, spacings = history.attempts_by_role[role], history.settings.spacings
        if role in self.spacing_seconds:
            spacings = {(role, attempt.operation): self.spacing_seconds[role] for attempt in attempts}
        return paced_retries(attempts, self.samples).union(spaced_retries(attempts, spacings))

    def _too_short(self, role: str, pauses: Sequence[_Pause]) -> Iterator[Violation]:
        short = [pause for pause in pauses if pause.seconds < self.least_seconds - TOLERANCE_SECONDS]
        at_once = sum(1 for pause in short if pause.seconds <= TOLERANCE_SECONDS)
        too_many = at_once > self.short_share * len(pauses)
        if too_many or _surprising(len(short), len(pauses), self.short_share):
            message = f"{len(short)} of {len(pauses)} retries of {role} came within {self.least_seconds:g} s"
            yield Violation(message, short[0].retry.key, tuple(pause.retry.sent.sequence for pause in short[:10]))

    def _outside(self, role: str, pauses: Sequence[_Pause]) -> Iterator[Violation]:
        for pause in pauses:
            least, most = self._bounds(pause.number)
            if not least - TOLERANCE_SECONDS <= pause.seconds <= most + TOLERANCE_SECONDS:
                message = (
                    f"{role} {pause.retry.operation} was sent again after {pause.seconds:.3f} s "
                    f"(retry {pause.number + 1}: {least:.3f} to {most:.3f} s)"
                )
                yield Violation(message, pause.retry.key, (pause.retry.sent.sequence,))

    def _bounds(self, number: int) -> tuple[float, float]:
        assert self.base_seconds is not None
        declared = min(self.cap_seconds, self.base_seconds * self.factor**number)
        return max(self.least_seconds, declared * (1 - self.jitter)), declared * (1 + self.jitter)

    def _together(self, role: str, pauses: Sequence[_Pause]) -> Iterator[Violation]:
        by_number: dict[int, list[float]] = {}
        for pause in pauses:
            by_number.setdefault(pause.number, []).append(pause.seconds)
        enough = {number: seconds for number, seconds in sorted(by_number.items()) if len(seconds) >= self.samples}
        for number, seconds in enough.items():
            ((millisecond, times),) = Counter(round(each * 1000) for each in seconds).most_common(1)
            if times > self.same_share * len(seconds):
                which = f"{times} of {len(seconds)} retries (number {number + 1}) of {role}"
                yield Violation(f"{which} came after {millisecond} ms")
        yield from self._growing(role, enough)

    def _growing(self, role: str, enough: Mapping[int, list[float]]) -> Iterator[Violation]:
        if not {0, 1} <= enough.keys():
            return
        if _deviations_below([self.growth * seconds for seconds in enough[0]], enough[1]) > DEVIATIONS_MAX:
            first, second = median(enough[0]), median(enough[1])
            pauses = f"{first:.3f} s before the first retry, {second:.3f} s before the second"
            yield Violation(f"pauses of {role} do not grow: {pauses}")


def _surprising(times: int, samples: int, probability: float) -> bool:
    """Return whether something happened so often that chance does not explain it."""
    if times <= samples * probability:
        return False
    if not probability:
        return True
    odds = probability / (1.0 - probability)
    ways = lgamma(samples + 1) - lgamma(times + 1) - lgamma(samples - times + 1)
    term = exp(ways + times * log(odds) + samples * log1p(-probability))  # powers and ways alone leave a float's range
    steps = (odds * (samples - many) / (many + 1) for many in range(times, samples))
    return sum(accumulate(steps, mul, initial=term)) < CHANCE


def _deviations_below(some: Sequence[float], others: Sequence[float]) -> float:
    """Return by how many standard deviations of the sum of ranks ``others`` lie below ``some`` (Mann and Whitney)."""
    pairs = len(some) * len(others)
    ordered = sorted(others)
    below = sum(bisect_left(ordered, each) + bisect_right(ordered, each) for each in some) / 2
    return (below - pairs / 2) / sqrt(pairs * (len(some) + len(others) + 1) / 12)


def _pauses(chain: Sequence[Attempt]) -> Iterator[_Pause]:
    number = 0
    for before, retry in pairwise(chain):
        if before.end is None or not before.failed or retry.start < before.end:
            number = 0
            continue
        asked = before.answer is not None and before.answer.data.get("retry_after")
        if not asked and before.reason != "abandoned":
            yield _Pause(number, retry.start - before.end, retry)
        number += 1
