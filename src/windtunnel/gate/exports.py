"""What an adapter uses, written down for other tools: a pact, a JSON schema for each operation, and for a diff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .assessment import Assessment
from .json_schema import write_json_schema
from .pact import write_pact
from .usage import Watched, usage_of
from .usage_file import write_usage


def write_exports(out: Path, system: str, assessments: Sequence[Assessment]) -> list[Path]:
    """Write everything and return the files.

    Args:
        out: the folder.
        system: whose answers are read.
        assessments: of its probes.
    """
    reads = [read for each in assessments for read in each.reads]
    turns = [turn for each in assessments for turn in each.turns]
    watched = [Watched(each.contract, each.reads, each.turns) for each in assessments if each.contract is not None]
    files = [write_json_schema(out, system, reads), write_pact(out, system, reads, turns)]
    return [*files, *([write_usage(out, usage_of(system, watched))] if len(watched) == len(assessments) else [])]
