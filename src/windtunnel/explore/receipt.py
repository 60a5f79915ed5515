"""Receipts of explored worlds: those of a run, and the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import orjson
import pydantic

from windtunnel.contract.yaml12 import read_text
from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import FileError
from windtunnel.scenario.judge import judge
from windtunnel.scenario.receipt import NAME, Receipt, receipt_of

from .pytest_file import FILE_NAME, pytest_file
from .schedule import Jitter, Jump, Schedule, Spread, Strike
from .search import Finding

JOURNAL = "journal.jsonl"


class ExplorationReceipt(Receipt):
    """Everything that decided an explored world, and what came of it.

    Args:
        schedule: what the world was put through.
        invariant: which one is broken.
        broken: what is broken, and what the first violation of each says.
    """

    schedule: Schedule
    invariant: str
    broken: Mapping[str, str]


def leave(finding: Finding, folder: Path) -> ExplorationReceipt | None:
    """Leave a finding's receipt, journal and pytest file in ``folder``.

    Returns:
        The receipt; ``None`` for a world that broke down, which has neither journal nor receipt.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_text(pytest_file(finding, folder))
    explored = finding.world.explored
    if explored is None:
        return None
    explored.run.journal.write(folder / JOURNAL)
    columns = explored.run.plan.scenario.workload.columns
    base = receipt_of(explored.run, judge(explored.run), columns, "virtual")
    receipt = ExplorationReceipt(
        **base.model_dump(),
        schedule=finding.schedule,
        invariant=finding.invariant,
        broken=dict(finding.world.broken),
    )
    (folder / NAME).write_text(receipt.model_dump_json(indent=2, exclude_defaults=False) + "\n")
    return receipt


def is_exploration(file: Path) -> bool:
    """Tell whether a file looks like the receipt of an explored world; one that cannot be read does not."""
    try:
        data = orjson.loads(file.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and "schedule" in data


def read_receipt(file: Path) -> ExplorationReceipt:
    """Read a receipt.

    Raises:
        FileError: the file is missing or not a receipt of an explored world.
    """
    try:
        return ExplorationReceipt.model_validate_json(read_text(file))
    except pydantic.ValidationError as error:
        told = complain(error, ExplorationReceipt, Schedule, Strike, Spread, Jitter, Jump)
        raise FileError(f"not a receipt of an explored world: {told}", file=file) from error
