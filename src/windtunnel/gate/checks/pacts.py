"""Consumer pacts: HTTP interactions verified against the simulator, messages judged by the contract's webhooks."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from windtunnel.contract import yaml12
from windtunnel.kernel.errors import FileError

from ..findings import CheckResult, Finding, Level, Proof, distinct
from ..locations import lines_of
from .context import Context
from .extra import lines_from, require
from .interactions import Pact, http_interactions, states_of
from .messages import Message, Webhooks, messages_of
from .stage import SNAPSHOT, served

NAME = "pacts"
MODULE = "windtunnel.gate.checks.verifying"
SECONDS_MAX = 120.0
IMPOSSIBLE = Message("planted", "", 0, "#")


def check(context: Context) -> CheckResult | None:
    """Verify every pact; nothing where none are configured.

    Raises:
        MissingExtraError: pact-python is not installed.
        FileError: a pact or the file of states is malformed.
    """
    if not context.table.pacts:
        return None
    pacts = {file: _read(file) for file in context.files(context.table.pacts, "pacts")}
    context.files(tuple(context.table.events.values()), "events")  # a wrong name is told whether one is needed or not
    messages = {file: list(messages_of(pact)) for file, pact in pacts.items()}
    called = [file for file, pact in pacts.items() if http_interactions(pact)]
    parts = []
    if called:
        parts.append(_over_http(context, {file: pacts[file] for file in called}))
    if any(messages.values()):
        parts.append(_of_messages(context, messages))
    return _together(context, parts)


def _read(file: Path) -> Pact:
    try:
        pact = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FileError(f"not a pact: {error}", file=file) from error
    if not isinstance(pact, Mapping) or not isinstance(pact.get("consumer"), Mapping):
        raise FileError("not a pact: it names no consumer", file=file)
    return pact


def _over_http(context: Context, pacts: Mapping[Path, Pact]) -> CheckResult:
    require("pact")
    states = _states(context)
    with tempfile.TemporaryDirectory(prefix="windtunnel-gate-") as folder:
        answer, trouble = asyncio.run(_verified(context, pacts, states, Path(folder)))
    findings = [
        finding
        for file, told in answer.get("files", {}).items()
        for finding in _http_findings(context, Path(file), told)
    ]
    needed = sorted(
        {name for pact in pacts.values() for _, each in http_interactions(pact) for name in states_of(each)}
        - set(states)
    )
    return CheckResult(
        check=NAME,
        system=context.system,
        judged=sum(len(http_interactions(pact)) for pact in pacts.values()) if answer else 0,
        unit="interactions",
        control=_proof(answer.get("control")),
        planted=_proof(answer.get("planted")),
        findings=tuple(findings),
        reasons=(f"pact-python {trouble}",) if trouble else (),
        notes=tuple(f"provider state {name!r} has no records; the account's first state was used" for name in needed),
    )


async def _verified(
    context: Context, pacts: Mapping[Path, Pact], states: Mapping[str, Any], folder: Path
) -> tuple[dict[str, Any], str]:
    async with served(context, folder) as stage:
        order = {
            "url": stage.url,
            "provider": context.system,
            "headers": next(iter(stage.headers), {}),
            "control": stage.control,
            "snapshot": SNAPSHOT,
            "states": states,
            "pacts": [str(file) for file in pacts],
        }
        lines, trouble = await lines_from(MODULE, order, SECONDS_MAX, folder)
    return (lines[-1] if lines else {}), trouble


def _states(context: Context) -> dict[str, Any]:
    if context.table.states is None:
        return {}
    (file,) = context.files((context.table.states,), "states")
    states = yaml12.read(file)
    if not isinstance(states, Mapping) or not all(isinstance(each, Mapping) for each in states.values()):
        raise FileError("states are a mapping of state to {collection: {id: record}}", file=file)
    return json.loads(json.dumps(states, default=str))  # type: ignore[no-any-return] # it is a mapping


def _http_findings(context: Context, file: Path, failures: list[Mapping[str, Any]]) -> Iterator[Finding]:
    pointers = [f"#/interactions/{failure['index']}" for failure in failures]
    lines = lines_of(file.read_text(encoding="utf-8"), pointers)
    for failure, pointer in zip(failures, pointers, strict=True):
        yield context.finding(
            NAME,
            "pact-mismatch",
            Level.ERR,
            failure["message"],
            operation=failure["description"],
            place=failure["place"],
            file=context.shown(file),
            line=lines[pointer],
        )


def _of_messages(context: Context, messages: Mapping[Path, list[Message]]) -> CheckResult:
    events = {name: context.root / file for name, file in context.table.events.items()}
    webhooks = Webhooks(context.contract, events)
    if not webhooks.validators:
        reasons = ("neither webhooks of the contract nor schemas of events are known, so messages cannot be judged",)
        return CheckResult(check=NAME, system=context.system, unit="messages", reasons=reasons)
    findings = []
    for file, listed in messages.items():
        for problem in filter(None, map(webhooks.problem, listed)):
            lines = lines_of(file.read_text(encoding="utf-8"), [problem.message.pointer])
            findings.append(
                context.finding(
                    NAME,
                    problem.code,
                    Level.ERR,
                    problem.text,
                    operation=problem.message.description,
                    place=problem.place,
                    file=context.shown(file),
                    line=lines[problem.message.pointer],
                )
            )
    return CheckResult(
        check=NAME,
        system=context.system,
        judged=sum(map(len, messages.values())),
        unit="messages",
        control=_proof(webhooks.accepts_its_own(context.gate.seed)),
        planted=_proof(webhooks.problem(IMPOSSIBLE) is not None),
        findings=tuple(findings),
    )


def _proof(value: bool | None) -> Proof:
    if value is None:
        return Proof.NOT_RUN
    return Proof.PASSED if value else Proof.FAILED


def _together(context: Context, parts: list[CheckResult]) -> CheckResult:
    """Return one result for both kinds; its proofs are the worse of each."""
    if len(parts) == 1:
        return parts[0].model_copy(update={"findings": distinct(parts[0].findings)})
    order = (Proof.FAILED, Proof.NOT_RUN, Proof.PASSED)
    return CheckResult(
        check=NAME,
        system=context.system,
        judged=sum(part.judged for part in parts),
        unit="interactions and messages",
        control=min((part.control for part in parts), key=order.index, default=Proof.NOT_RUN),
        planted=min((part.planted for part in parts), key=order.index, default=Proof.NOT_RUN),
        findings=distinct(finding for part in parts for finding in part.findings),
        reasons=tuple(reason for part in parts for reason in part.reasons),
        notes=tuple(note for part in parts for note in part.notes),
    )
