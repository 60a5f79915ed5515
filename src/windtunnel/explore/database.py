"""Schedules that broke something once, kept in a folder and tried first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from .schedule import Schedule, read_schedule

FOLDER = Path(".windtunnel") / "explore"
"""Below the current folder: where failures are kept, by scenario."""


class FailureDatabase:
    """A folder with one file for each schedule; its name is the schedule's digest.

    Args:
        folder: of the scenario.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __iter__(self) -> Iterator[tuple[Path, Schedule]]:
        """Yield every file with its schedule, in order of name.

        Raises:
            UsageError: a file does not hold a schedule.
        """
        for file in sorted(self.folder.glob("*.json")):
            yield file, read_schedule(file)

    def keep(self, schedule: Schedule) -> Path:
        """Keep a schedule and return its file; one that is known already is kept once."""
        text = schedule.text()
        file = self.folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")
        return file
