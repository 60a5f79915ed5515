"""I34 cost-budget.

All requests for one key together, retries and fan-out included, cost at most ``per_operation``; and the whole run
costs at most ``per_run``, where that is given. Where ``times`` is given, the events of a run (at least ``samples``)
together cost at most so many times what they would cost if each had paid for its dearest answer only. What a
request costs is what the system's answer says at ``usage`` (several places are added up), as it was sent: what was
lost on the way, or nobody waited for, is paid for too. An answer that says nothing costs ``unknown``. An event that
is given up because its budget is spent ends in the dead letters, or rejected, with that reason. Exercised once per
key that cost anything. Asking an AI again and again until it gives the answer one likes fails when it keeps getting
it wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History, group
from ..sights import Sight, Wanted
from ..verdict import Judgement, Violation
from .invariant import Invariant

COST = "cost"


class CostBudget(Invariant):
    """An event may cost so much, and no more.

    Args:
        roles: roles whose answers cost something.
        usage: where an answer says what it cost, such as tokens: ``body.usage.total_tokens``, ``header.x-cost``.
        per_operation: budget of a key, in the unit of ``usage``.
        per_run: budget of the run; none when ``None``.
        times: how many answers an event pays for, on the average of a run; not judged when ``None``.
        samples: so many events make an average.
        unknown: what a request costs whose answer does not say, and that the system may have seen.
    """

    id: ClassVar = "I34"
    name: ClassVar = "cost-budget"
    about: ClassVar = "an event costs no more than its budget, retries included"
    roles: tuple[str, ...] = ("ai",)
    usage: tuple[str, ...] = ("body.usage.total_tokens",)
    per_operation: Annotated[float, Field(ge=0)] = 20_000.0
    per_run: Annotated[float, Field(ge=0)] | None = None
    times: Annotated[float, Field(ge=1)] | None = None
    samples: Annotated[int, Field(ge=1)] = 10
    unknown: Annotated[float, Field(ge=0)] = 0.0

    def wanted(self) -> Sequence[Wanted]:
        """Ask for what answers cost."""
        values = {f"part{number}": path for number, path in enumerate(self.usage)}
        return (Sight(COST, "answers", values, self.roles),) if self.roles else ()

    def judge(self, history: History) -> Judgement:
        """Add up."""
        costs = self._costs(history)
        by_key = group((pair for pair in costs if pair[1] > 0), lambda pair: pair[0].key)
        violations = [*self._over(by_key)]
        total = sum(cost for _, cost in costs)
        if self.per_run is not None and total > self.per_run:
            violations.append(Violation(f"the run cost {total:g} (at most {self.per_run:g})"))
        known = {key: [cost for _, cost in pairs] for key, pairs in by_key.items() if key is not None}
        violations += self._too_often(known)
        return Judgement(len(known), tuple(violations))

    def _too_often(self, costs: Mapping[str, list[float]]) -> Iterator[Violation]:
        once, spent = sum(map(max, costs.values())), sum(map(sum, costs.values()))
        if self.times is not None and len(costs) >= self.samples and spent > self.times * once:
            message = (
                f"{len(costs)} events cost {spent:g}, and one answer to each {once:g} (at most {self.times:g} times)"
            )
            yield Violation(message)

    def _costs(self, history: History) -> list[tuple[Attempt, float]]:
        told = {event.attempt: _sum(event.data, len(self.usage)) for event in history.facts.get(COST, ())}
        paid = [attempt for attempt in history.attempts if attempt.role in self.roles and attempt.outcome != "fail"]
        return [(attempt, told.get(attempt.sent.attempt, self.unknown)) for attempt in paid]

    def _over(self, by_key: Mapping[str | None, list[tuple[Attempt, float]]]) -> Iterator[Violation]:
        for key, pairs in by_key.items():
            spent = sum(cost for _, cost in pairs)
            if key is not None and spent > self.per_operation:
                message = f"{key} cost {spent:g} over {len(pairs)} requests (at most {self.per_operation:g})"
                yield Violation(message, key, tuple(attempt.sent.sequence for attempt, _ in pairs))


def _sum(data: Mapping[str, object], parts: int) -> float:
    return sum(_number(data.get(f"part{number}")) for number in range(parts))


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0
