"""Receipts: what a run leaves behind, enough to run it again exactly."""

from __future__ import annotations

import hashlib
import platform
import shlex
from collections.abc import Mapping
from pathlib import Path

import pydantic
from pydantic import BaseModel, ConfigDict

import windtunnel
from windtunnel.contract.yaml12 import read_text
from windtunnel.kernel.errors import FileError

from .result import ConditionResult, FaultResult
from .stage import Run
from .verdict import Verdict

NAME = "receipt.json"


class Receipt(BaseModel):
    """Everything that decided a run, and what came of it.

    Paths are as they were given; digests tell whether the files are still the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    windtunnel: str
    python: str
    scenario: str
    scenario_file: str
    scenario_sha256: str
    condition: str
    world: str
    seed: int
    count: int
    input: str
    input_sha256: str
    columns: Mapping[str, str]
    digest: str
    verdict: Verdict
    faults: list[FaultResult]


def receipt_of(run: Run, result: ConditionResult, columns: Mapping[str, str], world: str) -> Receipt:
    """Return the receipt of a run."""
    scenario = run.plan.scenario
    return Receipt(
        windtunnel=windtunnel.__version__,
        python=platform.python_version(),
        scenario=scenario.name,
        scenario_file=str(scenario.file),
        scenario_sha256=file_digest(scenario.file),
        condition=run.plan.condition,
        world=world,
        seed=run.plan.seed,
        count=run.plan.count,
        input=str(run.plan.rows.file),
        input_sha256=run.plan.rows.sha256,
        columns=dict(columns),
        digest=result.digest,
        verdict=result.verdict,
        faults=result.faults,
    )


def read_receipt(file: Path) -> Receipt:
    """Read a receipt.

    Raises:
        FileError: the file is missing or not a receipt.
    """
    try:
        return Receipt.model_validate_json(read_text(file))
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or None
        raise FileError(f"not a receipt: {first['msg']}", file=file, place=place) from error


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a text file."""
    return hashlib.sha256(read_text(file).encode()).hexdigest()


def replay_command(folder: Path) -> str:
    """Return the command that runs what ``folder`` holds the receipt of again."""
    return f"windtunnel replay {shlex.quote(str(folder / NAME))}"
