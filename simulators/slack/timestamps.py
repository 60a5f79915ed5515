"""Timestamps: the ids of messages, threads and events, text of seconds and microseconds."""

from __future__ import annotations

import re

from windtunnel.kernel.clock import Clock
from windtunnel.simulator import Store

MICROSECONDS = 1_000_000
EXACT = re.compile(r"[0-9]{10}\.[0-9]{6}")
LOOSE = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,12}))?")
COLLECTION = "_timestamps"
LATEST = "latest"


class Timestamps:
    """Gives out timestamps that rise with every message of the workspace.

    Args:
        store: remembers the latest one.
        clock: the world's clock.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def next(self) -> str:
        """Return a timestamp of now that is later than all before it."""
        latest = self._store[COLLECTION].get(LATEST)
        now = int(self._clock.now() * MICROSECONDS)
        micros = now if latest is None else max(now, latest["micros"] + 1)
        self._store[COLLECTION].put(LATEST, {"micros": micros})
        return timestamp(micros)


def timestamp(micros: int) -> str:
    """Return microseconds since the Unix epoch as Slack writes them."""
    return f"{micros // MICROSECONDS:010d}.{micros % MICROSECONDS:06d}"


def is_timestamp(text: str) -> bool:
    """Tell whether ``text`` can be the timestamp of a message."""
    return EXACT.fullmatch(text) is not None


def micros_of(text: str) -> int | None:
    """Return a time given as seconds, with or without a fraction, in microseconds; ``None`` when it is no time."""
    found = LOOSE.fullmatch(text.strip())
    if found is None:
        return None
    fraction = (found[2] or "")[:6].ljust(6, "0")
    return int(found[1]) * MICROSECONDS + int(fraction)
