"""Requests for tokens, as they are recognised in a history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..history import Attempt

TOKEN_PATHS = ("/oauth", "/token")
"""Parts of the path by which a request for a token is recognised."""


def asks_for_token(attempt: Attempt, paths: Iterable[str] = TOKEN_PATHS) -> bool:
    """Return whether ``attempt`` is a request for a token."""
    return any(part in str(attempt.sent.data["path"]) for part in paths)


def tokens_given(attempts: Iterable[Attempt], paths: Iterable[str] = TOKEN_PATHS) -> Iterator[float]:
    """Yield when each token was given out, of all requests of one role."""
    for attempt in attempts:
        if attempt.status == 200 and attempt.end is not None and asks_for_token(attempt, paths):
            yield attempt.end
