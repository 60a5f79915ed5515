"""Processes as they are seen from outside."""

from __future__ import annotations

import time
from pathlib import Path

GONE_SECONDS_MAX = 30.0


def is_running(process_id: int) -> bool:
    """Tell whether a process runs; one that only waits for its parent does not."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(process_id: int) -> list[int]:
    """Return the processes that a process has started; none where there is no telling."""
    try:
        return [int(each) for each in Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def descendants(process_id: int) -> list[int]:
    """Return the processes that a process has started, and those that they have, and so on."""
    found = children(process_id)
    return [*found, *(each for child in found for each in descendants(child))]


def wait_until_gone(process_id: int) -> None:
    """Wait until a process does not run any more, for a bounded time."""
    latest = time.monotonic() + GONE_SECONDS_MAX
    while is_running(process_id):
        assert time.monotonic() < latest, f"{process_id} lives on"
        time.sleep(0.01)
