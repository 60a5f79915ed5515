"""What an adapter reads, written down for other tools: a pact, and a JSON schema for each operation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .assessment import Assessment
from .json_schema import write_json_schema
from .pact import write_pact


def write_exports(out: Path, system: str, assessments: Sequence[Assessment]) -> list[Path]:
    """Write everything and return the files.

    Args:
        out: the folder.
        system: whose answers are read.
        assessments: of its probes.
    """
    reads = [read for each in assessments for read in each.reads]
    turns = [turn for each in assessments for turn in each.turns]
    return [write_json_schema(out, system, reads), write_pact(out, system, reads, turns)]
