"""I20 single-flight-reauthentication.

When a token expires under load, a burst of 401 answers from a role leads to exactly one request for a new token; a
rotated refresh token is used once. A burst ends when ``burst_seconds`` pass without a 401, with a 401 for a request
that was sent after a new token had been given out, and with the process that was told so: the next one knows no token
and asks for one. Exercised once per burst. A client that refreshes in every caller fails when a token expires midway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from math import inf
from typing import ClassVar

from ..history import Attempt, History, group
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .lives import died_between
from .token_requests import TOKEN_PATHS, asks_for_token, tokens_given


class SingleFlightReauthentication(Invariant):
    """One expiry, one refresh.

    Args:
        token_paths: parts of the path by which a request for a token is recognised.
        burst_seconds: pause that separates two expiries.
    """

    id: ClassVar = "I20"
    name: ClassVar = "single-flight-reauthentication"
    about: ClassVar = "a burst of 401 answers leads to one token refresh, and a refresh token is used once"
    token_paths: tuple[str, ...] = TOKEN_PATHS
    burst_seconds: float = 10.0

    def judge(self, history: History) -> Judgement:
        """Count token requests per burst of 401 answers."""
        exercised, violations = 0, []
        for role, attempts in history.attempts_by_role.items():
            refreshes = [attempt for attempt in attempts if asks_for_token(attempt, self.token_paths)]
            expired = [a for a in attempts if a.status == 401 and not asks_for_token(a, self.token_paths)]
            renewed = list(tokens_given(refreshes, self.token_paths))
            bursts = list(self._bursts(expired, renewed, history.deaths))
            for burst, following in zip_longest(bursts, bursts[1:]):
                exercised += 1
                until = _told_at(following[0]) if following else inf
                made = self._refreshes_of(burst, until, refreshes, history.deaths)
                if len(made) > 1:
                    message = f"{len(burst)} answers of 401 from {role} led to {len(made)} token requests"
                    violations.append(Violation(message, None, tuple(a.sent.sequence for a in made)))
            violations += _reused(role, refreshes)
        return Judgement(exercised, tuple(violations))

    def _bursts(
        self, expired: list[Attempt], renewed: Sequence[float], deaths: Sequence[float]
    ) -> Iterator[list[Attempt]]:
        burst: list[Attempt] = []
        for attempt in sorted(expired, key=_told_at):
            if burst and self._is_another(burst, attempt, renewed, deaths):
                yield burst
                burst = []
            burst.append(attempt)
        if burst:
            yield burst

    def _is_another(
        self, burst: Sequence[Attempt], attempt: Attempt, renewed: Sequence[float], deaths: Sequence[float]
    ) -> bool:
        first, before, told_at = _told_at(burst[0]), _told_at(burst[-1]), _told_at(attempt)
        if any(first <= at <= attempt.start for at in renewed):
            return True
        return told_at - before > self.burst_seconds or died_between(deaths, before, told_at)

    def _refreshes_of(
        self, burst: list[Attempt], until: float, refreshes: list[Attempt], deaths: Sequence[float]
    ) -> list[Attempt]:
        first, last = _told_at(burst[0]), _told_at(burst[-1]) + self.burst_seconds
        within = [a for a in refreshes if first <= a.start <= last and a.start < until and a.status == 200]
        return [attempt for attempt in within if not died_between(deaths, first, attempt.start)]


def _told_at(expired: Attempt) -> float:
    assert expired.end is not None, "a status came with an answer"
    return expired.end


def _reused(role: str, refreshes: list[Attempt]) -> list[Violation]:
    rotating = [attempt for attempt in refreshes if attempt.sent.data.get("grant") == "refresh_token"]
    groups = group(rotating, lambda attempt: attempt.digest)
    return [
        Violation(
            f"one refresh token of {role} was used {len(uses)} times",
            None,
            tuple(a.sent.sequence for a in uses),
        )
        for uses in groups.values()
        if sum(1 for attempt in uses if attempt.status is not None) > 1
    ]
