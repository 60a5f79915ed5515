"""I32 graceful-degradation.

Where a role that is not indispensable fails, the subject still answers: within ``within_seconds``, with 2xx, with
content, and it says at ``mark`` that the answer is partial or old. An answer that rests on no successful request to
the role for its key carries the mark, unless the role had answered somebody at most ``fresh_seconds`` before; so what
is cached as a fallback is never passed off as fresh (while the role is well, a cache is judged only where
``fresh_seconds`` is given). Every call that was answered is judged: a failure is one, even if the caller's next try is
answered well; a blank text is no content. Exercised once per call that was made while the role was failing and got
nothing from it. Passing the failure on, an empty success and an unmarked fallback fail when the role is away.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from windtunnel.kernel.journal import Event

from ..history import Attempt, History, group
from ..sights import Sight, Wanted
from ..verdict import Judgement, Violation
from .invariant import Expression, Invariant

REPLIED = "reply-marked"
FALSE = (None, False, "", "false", 0, "0")
GONE = ("refused", "reset")
"""Calls that met no living subject."""


class GracefulDegradation(Invariant):
    """Less, in time, and honestly.

    Args:
        roles: roles without which the subject can still answer.
        keys: regular expression that finds the keys of calls that use them; all calls do when ``None``.
        mark: where an answer says that it is partial or old.
        content: where an answer has its content.
        within_seconds: how long an answer may take.
        fresh_seconds: for how long what a role said counts as fresh.
    """

    id: ClassVar = "I32"
    name: ClassVar = "graceful-degradation"
    about: ClassVar = "without a system that is not indispensable, answers are in time, useful, and marked"
    roles: tuple[str, ...] = ()
    keys: Expression | None = None
    mark: str = "body.degraded"
    content: str = "body"
    within_seconds: Annotated[float, Field(gt=0)] = 10.0
    fresh_seconds: Annotated[float, Field(ge=0)] = 0.0

    def wanted(self) -> Sequence[Wanted]:
        """Ask for marks and contents of answers."""
        return (Sight(REPLIED, "replies", {"mark": self.mark, "content": self.content}),) if self.roles else ()

    def judge(self, history: History) -> Judgement:
        """Look at the answers that were made without a role."""
        replies = {event.key: event for event in history.facts.get(REPLIED, ())}
        concerned = re.compile(self.keys or "").search
        exercised = 0
        violations: list[Violation] = []
        for role in self.roles:
            attempts = history.attempts_by_role.get(role, [])
            by_key = group(attempts, lambda attempt: attempt.key)
            watch = _Health(attempts)
            for key, call, reply in _judged_calls(history, replies):
                asked = by_key.get(key, ())
                if not concerned(key) or any(attempt.succeeded and _ended_by(attempt, call.at) for attempt in asked):
                    continue
                failing = watch.failing(call.at)
                if not failing and not asked:
                    violations += self._judge_cache(role, reply, watch, call.at)
                elif failing and (asked or watch.age(call.at) > self.fresh_seconds):
                    exercised += 1
                    violations += self._judge_fallback(role, call, reply)
        return Judgement(exercised, tuple(violations))

    def _judge_fallback(self, role: str, call: Event, reply: Event | None) -> Iterator[Violation]:
        evidence = (call.sequence,)
        seconds = float(call.data["duration_seconds"])
        status = call.data.get("status")
        if status is None or not 200 <= status < 300:
            yield Violation(f"without {role} {call.key} was answered with {status or 'nothing'}", call.key, evidence)
        elif seconds > self.within_seconds:
            yield Violation(f"without {role} the answer to {call.key} took {seconds:.1f} s", call.key, evidence)
        elif reply is not None and _is_empty(reply.data["content"]):
            yield Violation(f"without {role} {call.key} was answered with an empty success", call.key, evidence)
        elif reply is not None and reply.data["mark"] in FALSE:
            yield Violation(f"without {role} the answer to {call.key} does not say so", call.key, evidence)

    def _judge_cache(self, role: str, reply: Event | None, watch: _Health, moment: float) -> Iterator[Violation]:
        if reply is None or reply.data["mark"] not in FALSE or watch.age(moment) == float("inf"):
            return
        if self.fresh_seconds and watch.age(moment) > self.fresh_seconds:
            message = f"{reply.key} got what {role} had said {watch.age(moment):.0f} s before, unmarked"
            yield Violation(message, reply.key, (reply.sequence,))


def _judged_calls(history: History, replies: Mapping[str | None, Event]) -> Iterator[tuple[str, Event, Event | None]]:
    """Yield every call that was answered, and the last one in any case, with what it got as far as that was noted."""
    for key, calls in history.calls.items():
        for call in calls:
            is_last = call is calls[-1]
            if call.data.get("failure") not in GONE and (is_last or call.data.get("status") is not None):
                yield key, call, replies.get(key) if is_last else None


def _ended_by(attempt: Attempt, moment: float) -> bool:
    return attempt.end is not None and attempt.end <= moment


def _is_empty(content: object) -> bool:
    if isinstance(content, str):
        return not content.strip()
    return content is None or content in ([], {})


class _Health:
    """How a role did over time."""

    def __init__(self, attempts: Sequence[Attempt]) -> None:
        ended = sorted((a for a in attempts if a.end is not None), key=lambda attempt: attempt.end or 0.0)
        seen = [attempt for attempt in ended if attempt.reason != "abandoned"]
        self._moments = [attempt.end or 0.0 for attempt in seen]
        self._failed = [attempt.failed for attempt in seen]
        self._successes = [attempt.end or 0.0 for attempt in seen if attempt.succeeded]

    def failing(self, moment: float) -> bool:
        """Tell whether the last thing that was heard of the role was a failure."""
        count = bisect_right(self._moments, moment)
        return count > 0 and self._failed[count - 1]

    def age(self, moment: float) -> float:
        """Return how long ago the role had last answered with success."""
        count = bisect_right(self._successes, moment)
        return moment - self._successes[count - 1] if count else float("inf")
