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


def wait_until_gone(process_id: int) -> None:
    """Wait until a process does not run any more, for a bounded time."""
    latest = time.monotonic() + GONE_SECONDS_MAX
    while is_running(process_id):
        assert time.monotonic() < latest, f"{process_id} lives on"
        time.sleep(0.01)
