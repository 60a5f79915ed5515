"""``windtunnel replay``: run a receipt again and compare."""

from __future__ import annotations

import json
from pathlib import Path

from windtunnel.kernel.errors import InconclusiveError
from windtunnel.scenario.receipt import Receipt, file_digest, read_receipt
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.verdict import EXIT_CODES

from .projects import open_project


def replay_receipt(file: Path, out: Path, *, as_json: bool, project: Path | None) -> int:
    """Run what the receipt describes again and return the exit code of its verdict.

    Raises:
        FileError: the receipt, the scenario or the input cannot be read.
        InconclusiveError: scenario or input have changed, or the journal came out different.
    """
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
    )
    result = rehearse(open_project(project), request)
    condition = result.scenarios[0].conditions[0]
    same = condition.digest == receipt.digest
    _tell(receipt, condition.digest, condition.verdict.value, same=same, as_json=as_json)
    if not same:
        raise InconclusiveError(
            "the journal came out different: the code under test is not what it was, or not deterministic"
        )
    return EXIT_CODES[condition.verdict]


def _require_unchanged(receipt: Receipt) -> None:
    for what, path, digest in (
        ("scenario", receipt.scenario_file, receipt.scenario_sha256),
        ("input", receipt.input, receipt.input_sha256),
    ):
        if file_digest(Path(path)) != digest:
            raise InconclusiveError(f"{path}: the {what} has changed since the receipt was written")


def _tell(receipt: Receipt, digest: str, verdict: str, *, same: bool, as_json: bool) -> None:
    if as_json:
        told = {"scenario": receipt.scenario, "condition": receipt.condition, "verdict": verdict}
        print(json.dumps({**told, "digest": digest, "expected_digest": receipt.digest, "same": same}))
        return
    print(f"{receipt.scenario} / {receipt.condition}, seed {receipt.seed}: {verdict}")
    print(f"journal {'identical' if same else 'DIFFERENT'}: {digest}")
