"""Which recordings lie beside a contract, and which of them are out of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .har import Recording, read_har

FOLDER = "recordings"


@dataclass(frozen=True)
class Freshness:
    """How old a recording is.

    Args:
        file: of the recording.
        expires: the last day on which it is fresh.
        stale: whether that day has passed.
        upstream: what was recorded.
    """

    file: Path
    expires: date
    stale: bool
    upstream: str


def recordings_in(folder: Path) -> list[Recording]:
    """Return the recordings beside a contract, oldest first.

    Raises:
        FileError: one of them is no HAR file.
    """
    return [read_har(file) for file in recording_files(folder)]


def recording_files(folder: Path) -> list[Path]:
    """Return the recordings' files, in the order of their names, which are their times."""
    return sorted((folder / FOLDER).glob("*.har"))


def freshness(folder: Path, today: date) -> list[Freshness]:
    """Return how fresh the recordings of a contract's folder are; those of other tools do not say.

    Raises:
        FileError: one of them is no HAR file.
    """
    told = [(each.file, each.provenance) for each in recordings_in(folder)]
    return [
        Freshness(file, provenance.expires, provenance.expires < today, provenance.upstream)
        for file, provenance in told
        if file is not None and provenance is not None
    ]
