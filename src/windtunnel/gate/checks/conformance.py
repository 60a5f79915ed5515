"""Conformance: generated requests against a simulator or a live system, the answers judged by the contract."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from windtunnel.contract.document import Operation
from windtunnel.kernel.errors import UnknownNameError, UsageError

from ..configuration import FILE, Target, filled_in, is_loopback
from ..findings import CheckResult, Finding, Level, Proof, distinct
from ..locations import lines_of
from .answers import media_type
from .context import Context
from .extra import lines_from, require
from .recorded import made_answer
from .stage import SNAPSHOT, served

NAME = "conformance"
MODULE = "windtunnel.gate.checks.fuzzing"
CANDIDATES_MAX = 50
CLIENT_ERRORS = range(400, 500)
SUCCESS = re.compile(r"[23]\d\d")
ALL_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"})
Line = Mapping[str, Any]


def check(context: Context) -> CheckResult | None:
    """Call the simulator, or the live system where one is named; nothing where neither is configured.

    Raises:
        MissingExtraError: schemathesis is not installed.
        UsageError: the target is not one that may be called.
    """
    target = target_of(context)
    if target is None and not context.table.conformance:
        return None
    require("schemathesis", "hypothesis")
    with tempfile.TemporaryDirectory(prefix="windtunnel-gate-") as folder:
        return asyncio.run(_on_target(context, target, Path(folder)) if target else _simulated(context, Path(folder)))


def target_of(context: Context) -> Target | None:
    """Return the live system to call.

    Raises:
        UsageError: it was named on the command line, is on another machine, and the configuration does not declare it.
    """
    declared = context.table.target
    if not context.target:
        return declared
    if declared is not None and declared.url == context.target.rstrip("/"):
        return declared
    try:
        wanted = Target(url=context.target, methods=("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
    except ValueError as error:
        raise UsageError(f"{context.target!r} is not an http or https URL", place="--target") from error
    if not is_loopback(wanted.url):
        place = f"{context.at}.target"
        raise UsageError(f"{context.target} is another machine and not declared in {FILE} ({place})", place="--target")
    return wanted


async def _simulated(context: Context, folder: Path) -> CheckResult:
    async with served(context, folder) as stage:
        rewind = f"{stage.control}snapshot"
        order = _order(context, stage.url, stage.headers, ALL_METHODS, (), rewind)
        lines, trouble = await lines_from(MODULE, order, order["seconds"], folder)
    told = () if stage.headers else ("nobody could sign in: set headers or sign_in of the system",)
    return _result(context, order, lines, trouble, told)


async def _on_target(context: Context, target: Target, folder: Path) -> CheckResult:
    headers = filled_in(target.headers, f"{context.at}.target.headers")
    order = _order(context, target.url, [headers], frozenset(target.methods), target.operations, "")
    lines, trouble = await lines_from(MODULE, order, order["seconds"], folder)
    return _result(context, order, lines, trouble, ())


def _order(
    context: Context,
    url: str,
    headers: list[dict[str, str]],
    methods: frozenset[str],
    operations: tuple[str, ...],
    rewind: str,
) -> dict[str, Any]:
    contract, settings = context.contract, context.gate.conformance
    unknown = [name for name in operations if name not in contract.operations]
    if unknown:
        place = f"{context.at}.target.operations"
        raise UnknownNameError("operation", unknown[0], contract.operations, file=context.root / FILE, place=place)
    names = [
        name
        for name in context.in_order(contract.operations)
        if contract.operations[name].method in methods and (not operations or name in operations)
    ]
    labels = {_label(contract.document, contract.operations[name]): name for name in names}
    return {
        "document": orjson.loads(orjson.dumps(contract.document, default=str)),
        "url": url,
        "bases": {label: _base(label, contract.operations[name]) for label, name in labels.items()},
        "names": labels,
        "headers": headers or [{}],
        "parameters": dict(context.table.parameters),
        "examples": settings.max_examples,
        "seconds": settings.seconds,
        "checks": list(settings.checks),
        "seed": context.gate.seed,
        "rewind": rewind,
        "snapshot": SNAPSHOT,
        "quiet": not rewind,
        "proof": _proof(context),
    }


def _label(document: Mapping[str, Any], operation: Operation) -> str:
    """Return the operation as schemathesis names it: method and path as the document writes it."""
    paths = document["paths"]
    path = operation.path
    while path not in paths and path.count("/") > 1:
        path = "/" + path.split("/", 2)[2]
    return f"{operation.method} {path}"


def _base(label: str, operation: Operation) -> str:
    return operation.path.removesuffix(label.partition(" ")[2])


def _proof(context: Context) -> dict[str, Any] | None:
    """Return an answer as the contract describes it, where it says that the body is an object or a list."""
    contract = context.contract
    for name in list(context.in_order(contract.operations))[:CANDIDATES_MAX]:
        operation = contract.operations[name]
        made = made_answer(context, operation)
        if made is not None and made.body is not None:
            label = _label(contract.document, operation)
            return {"label": label, "status": made.status, "media": media_type(made), "body": made.body.decode()}
    return None


def _result(
    context: Context, order: Mapping[str, Any], lines: list[Line], trouble: str, reasons: tuple[str, ...]
) -> CheckResult:
    proof: Line = next((line for line in lines if line.get("proof")), {})
    reached = [line for line in lines if not line.get("proof")]
    judged = [line for line in reached if line["calls"] > line["not_built"]]
    return CheckResult(
        check=NAME,
        system=context.system,
        judged=len(judged),
        control=_proven(proof.get("control")),
        planted=_proven(proof.get("planted")),
        findings=distinct(_findings(context, order, reached)),
        reasons=(*reasons, *_troubles(trouble, reached)),
        notes=tuple(_notes(order, reached)),
    )


def _troubles(trouble: str, reached: list[Line]) -> Iterator[str]:
    if trouble:
        yield f"schemathesis {trouble}"
    elif reached and not any(SUCCESS.match(status) for line in reached for status in line["statuses"]):
        yield "no call was answered with success, so that little was put to the test"


def _proven(value: bool | None) -> Proof:
    if value is None:
        return Proof.NOT_RUN
    return Proof.PASSED if value else Proof.FAILED


def _findings(context: Context, order: Mapping[str, Any], reached: list[Line]) -> Iterator[Finding]:
    pointers = {name: _pointer(label) for label, name in order["names"].items()}
    failed = [line for line in reached if line["failures"]]
    lines = lines_of(context.contract.file.read_text(encoding="utf-8"), pointers.values()) if failed else {}
    for line in failed:
        for failure in line["failures"]:
            yield context.finding(
                NAME,
                failure["code"],
                _level(failure, context.contract.operations[line["operation"]]),
                failure["message"],
                operation=line["operation"],
                place=" ".join(part for part in (str(failure["status"] or ""), failure["place"]) if part),
                file=context.shown(context.contract.file),
                line=lines[pointers[line["operation"]]],
            )


def _level(failure: Mapping[str, Any], operation: Operation) -> Level:
    """Return WARN for an undocumented 4xx, and for a 5xx that the contract describes (SOAP has its faults there)."""
    documented = str(failure["status"]) in operation.responses
    mild = {
        "conformance-status-undocumented": failure["status"] in CLIENT_ERRORS,
        "conformance-server-error": documented,
    }
    return Level.WARN if mild.get(failure["code"], False) else Level.ERR


def _pointer(label: str) -> str:
    method, _, path = label.partition(" ")
    return f"#/paths/{quote(path.replace('~', '~0').replace('/', '~1'))}/{method.lower()}"


def _notes(order: Mapping[str, Any], reached: list[Line]) -> Iterator[str]:
    calls = sum(line["calls"] for line in reached)
    yield f"{calls} calls; {len(reached)} of {len(order['names'])} operations reached in {order['seconds']:g} s"
    statuses: Counter[str] = Counter()
    for line in reached:
        statuses.update(line["statuses"])
    if statuses:
        yield f"answers by status: {', '.join(f'{status}: {count}' for status, count in sorted(statuses.items()))}"
    not_built = [line["operation"] for line in reached if line["calls"] and line["calls"] == line["not_built"]]
    if not_built:
        yield f"answered 501 only: {', '.join(not_built)}"
    troubled = [f"{line['operation']} ({line['problem']})" for line in reached if line["problem"]]
    if troubled:
        yield f"not called as they should be: {', '.join(troubled)}"
