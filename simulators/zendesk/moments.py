"""Points in time as Zendesk writes them: UTC with whole seconds, ``2023-09-18T23:34:42Z``."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

PATTERN = "%Y-%m-%dT%H:%M:%SZ"


def iso(at: float) -> str:
    """Return a time in seconds since the Unix epoch as text."""
    return _text(int(at))


@lru_cache(maxsize=4096)
def _text(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime(PATTERN)


@lru_cache(maxsize=4096)
def seconds(text: str) -> int:
    """Return a time as seconds since the Unix epoch; a date alone counts as its midnight.

    Raises:
        ValueError: it is no time.
    """
    parsed = datetime.fromisoformat(text)
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())


def completed(at: float) -> str:
    """Return a time as the messages of jobs write it."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%d %H:%M:%S +0000")
