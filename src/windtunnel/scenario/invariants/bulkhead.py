"""I16 bulkhead.

A role that hangs holds no more than ``slots`` requests at once, and what does not need it goes on: calls and
deliveries of events that never asked that role, made while it hung, are answered within ``factor`` times the time
that such answers took before (95th percentile, where there are ``samples`` of them, and never less than
``least_seconds``). Whoever waits for a token, which callers share, needs the role and asks it for nothing: a request
for a token that hangs says nothing of others. A role hangs while a request to it is without an answer for
``hung_seconds``. Exercised once per hanging request. A pool that is shared by all roles, and a client without a limit,
fail under ``black-hole``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from windtunnel.kernel.journal import Kind

from ..history import Attempt, History
from ..slo import percentile
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .overlap import held_at_once
from .token_requests import TOKEN_PATHS, asks_for_token

RANK = 95.0


class Bulkhead(Invariant):
    """One flooded compartment does not sink the ship.

    Args:
        slots: requests to one hanging role at once.
        hung_seconds: a request without an answer for so long hangs.
        factor: how much longer unrelated answers may take.
        least_seconds: so long they may take in any case.
        samples: so many answers are needed for a percentile.
        token_paths: parts of the path by which a request for a token is recognised.
        except_roles: roles that are not judged.
    """

    id: ClassVar = "I16"
    name: ClassVar = "bulkhead"
    about: ClassVar = "a role that hangs holds a bounded number of requests, and nothing that does not need it"
    slots: Annotated[int, Field(ge=1)] = 50
    hung_seconds: Annotated[float, Field(gt=0)] = 5.0
    factor: Annotated[float, Field(ge=1)] = 3.0
    least_seconds: Annotated[float, Field(ge=0)] = 1.0
    samples: Annotated[int, Field(ge=1)] = 5
    token_paths: tuple[str, ...] = TOKEN_PATHS
    except_roles: tuple[str, ...] = ()

    def judge(self, history: History) -> Judgement:
        """Look at every role that hung."""
        exercised = 0
        violations: list[Violation] = []
        for role, attempts in history.attempts_by_role.items():
            hung = [attempt for attempt in attempts if self._hangs(attempt)]
            if role in self.except_roles or not hung:
                continue
            exercised += len(hung)
            violations += self._crowded(role, attempts, hung)
            violations += self._affected(history, role, attempts, [each for each in hung if not self._is_shared(each)])
        return Judgement(exercised, tuple(violations))

    def _hangs(self, attempt: Attempt) -> bool:
        return attempt.end is None or attempt.end - attempt.start >= self.hung_seconds

    def _is_shared(self, attempt: Attempt) -> bool:
        return asks_for_token(attempt, self.token_paths)

    def _crowded(self, role: str, attempts: Sequence[Attempt], hung: Sequence[Attempt]) -> Iterator[Violation]:
        first, last = hung[0].start, max(attempt.end or float("inf") for attempt in hung)
        at_once = held_at_once(attempt for attempt in attempts if first <= attempt.start <= last)
        if at_once > self.slots:
            message = f"{role} hung and held {at_once} requests at once (at most {self.slots})"
            yield Violation(message, None, (hung[0].sent.sequence,))

    def _affected(
        self, history: History, role: str, attempts: Sequence[Attempt], hung: Sequence[Attempt]
    ) -> Iterator[Violation]:
        if not hung:
            return
        first, last = hung[0].start, max(attempt.end or float("inf") for attempt in hung)
        related = {attempt.key for attempt in attempts}
        usual, meanwhile = [], []
        for key, events in history.calls.items():
            if key in related:
                continue
            for event in events:
                seconds = float(event.data["duration_seconds"])
                if event.at < first:
                    usual += [seconds] if event.kind is Kind.ACKNOWLEDGEMENT else []
                elif first <= event.at - seconds <= last:
                    meanwhile.append(seconds)
        if min(len(usual), len(meanwhile)) < self.samples:
            return
        before, during = percentile(sorted(usual), RANK), percentile(sorted(meanwhile), RANK)
        if during > max(self.least_seconds, before * self.factor):
            yield Violation(f"answers without {role} took {during:.2f} s while it hung, {before:.2f} s before (p95)")
