"""``windtunnel replay``: run a receipt again and compare."""

from __future__ import annotations

import json
import platform
from pathlib import Path

from windtunnel.explore.receipt import ExplorationReceipt, is_exploration
from windtunnel.explore.receipt import read_receipt as read_exploration
from windtunnel.explore.replay import replay, replay_on_wire
from windtunnel.kernel.errors import InconclusiveError, UnknownNameError
from windtunnel.scenario.receipt import Receipt, file_digest, read_receipt
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import EXIT_CODES

from .projects import open_project

DIFFERENT = "the journal came out different: the code under test is not what it was, or not deterministic"


def replay_receipt(file: Path, out: Path, *, as_json: bool, project: Path | None, world: str | None = None) -> int:
    """Run what the receipt describes again and return the exit code of its verdict.

    Another ``world`` than the receipt's runs the same seed, count, input and faults there; then verdicts are compared,
    since in real time no two journals are the same.

    Raises:
        FileError: the receipt, the scenario or the input cannot be read.
        InconclusiveError: scenario or input have changed, or the journal came out different.
    """
    if is_exploration(file):
        return _replay_exploration(file, as_json=as_json, project=project, world=world)
    receipt = read_receipt(file)
    _require_unchanged(receipt)
    request = Request(
        scenarios=(receipt.scenario_file,),
        conditions=(receipt.condition,),
        seed=receipt.seed,
        count=receipt.count,
        input=Path(receipt.input),
        columns=receipt.columns,
        out=out,
        jobs=1,
        world=world or receipt.world,
    )
    result = rehearse(open_project(project), request)
    condition = result.scenarios[0].conditions[0]
    if request.world != "virtual" or request.world != receipt.world:
        return _compare_verdicts(receipt, request.world, condition, as_json=as_json)
    same = condition.digest == receipt.digest
    _tell(receipt, condition.digest, condition.verdict.value, same=same, as_json=as_json)
    if not same:
        raise InconclusiveError(_why_different(receipt))
    return EXIT_CODES[condition.verdict]


def _replay_exploration(file: Path, *, as_json: bool, project: Path | None, world: str | None) -> int:
    explored = read_exploration(file)
    if world == "wire":
        return _replay_on_wire(explored, as_json=as_json, project=project)
    if world not in (None, "virtual"):
        raise UnknownNameError("world", world, ("virtual", "wire"), place="--world")
    again = replay(open_project(project), explored)
    result = again.result
    _tell(explored, result.digest, result.verdict.value, same=again.same, as_json=as_json)
    if not again.same:
        raise InconclusiveError(_why_different(explored))
    return EXIT_CODES[result.verdict]


def _replay_on_wire(explored: ExplorationReceipt, *, as_json: bool, project: Path | None) -> int:
    """Run a schedule over sockets, and compare what is broken there with what was."""
    again = replay_on_wire(open_project(project), explored)
    verdict = again.result.verdict
    if as_json:
        told = {"scenario": explored.scenario, "world": "wire", "verdict": verdict.value, "strikes": again.strikes}
        broken = {"broken": dict(again.broken), "expected_broken": dict(explored.broken)}
        print(json.dumps({**told, **broken, "same": explored.invariant in again.broken}))
    else:
        print(f"{explored.scenario}, seed {explored.seed}, over sockets: {verdict.value}, {again.strikes} strikes")
        told_here = again.broken.get(explored.invariant, "not broken here")
        print(f"{explored.invariant}: {told_here}")
    return EXIT_CODES[verdict]


def _compare_verdicts(receipt: Receipt, world: str, condition: ConditionResult, *, as_json: bool) -> int:
    same = condition.verdict is receipt.verdict
    if as_json:
        told = {"scenario": receipt.scenario, "condition": receipt.condition, "world": world}
        verdicts = {"verdict": condition.verdict.value, "expected_verdict": receipt.verdict.value}
        print(json.dumps({**told, **verdicts, "same": same}))
    else:
        print(f"{receipt.scenario} / {receipt.condition}, seed {receipt.seed}")
        print(f"{receipt.verdict.value} in the {receipt.world} world, {condition.verdict.value} in the {world} world")
    return EXIT_CODES[condition.verdict]


def _require_unchanged(receipt: Receipt) -> None:
    for what, path, digest in (
        ("scenario", receipt.scenario_file, receipt.scenario_sha256),
        ("input", receipt.input, receipt.input_sha256),
    ):
        if file_digest(Path(path)) != digest:
            raise InconclusiveError(f"{path}: the {what} has changed since the receipt was written")


def _why_different(receipt: Receipt) -> str:
    here = platform.python_version()
    if _line_of(here) == _line_of(receipt.python):
        return DIFFERENT
    another = f"Python {here} may run what is due at one instant in another order than {receipt.python} did"
    return f"the journal came out different, and so is Python: {another}; replay it with {_line_of(receipt.python)}"


def _line_of(version: str) -> str:
    """Return ``3.11`` of ``3.11.2``: within such a line asyncio keeps its order."""
    return ".".join(version.split(".")[:2])


def _tell(receipt: Receipt, digest: str, verdict: str, *, same: bool, as_json: bool) -> None:
    if as_json:
        told = {"scenario": receipt.scenario, "condition": receipt.condition, "verdict": verdict}
        print(json.dumps({**told, "digest": digest, "expected_digest": receipt.digest, "same": same}))
        return
    print(f"{receipt.scenario} / {receipt.condition}, seed {receipt.seed}: {verdict}")
    print(f"journal {'identical' if same else 'DIFFERENT'}: {digest}")
