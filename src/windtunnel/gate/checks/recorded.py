"""Recorded answers judged by the contract: does the vendor still do what the contract says? Nobody is called."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from windtunnel.contract.document import Operation
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.instance import Uninstantiable, instance
from windtunnel.simulator.problem import Problem as Unserved
from windtunnel.simulator.system import System
from windtunnel.world.http import Request

from ..configuration import is_loopback
from ..findings import CheckResult, Finding, Level, Proof, distinct
from .answers import Judge, is_json
from .context import Context
from .exchanges import Exchange, line_of, read_exchanges

NAME = "recorded"
CANDIDATES_MAX = 50
NESTING_MAX = 8
_PLACEHOLDER = re.compile(r"\\\{[^{}]*\\\}")


def check(context: Context) -> CheckResult | None:
    """Judge every recorded answer; nothing where no recordings are configured.

    Raises:
        FileError: a recording or the contract is malformed.
    """
    if not context.table.recordings:
        return None
    reading = _Reading(context)
    for file in context.files(context.table.recordings, "recordings"):
        reading.read(file)
    control, planted = proofs(context, reading.judge)
    return CheckResult(
        check=NAME,
        system=context.system,
        judged=reading.counts["judged"],
        unit="answers",
        control=control,
        planted=planted,
        findings=distinct(reading.findings),
        notes=reading.notes(),
    )


@dataclass
class _Reading:
    """Recordings being read."""

    context: Context
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.judge = Judge(self.context.contract)
        self.simulator = self.context.simulator()

    def read(self, file: Path) -> None:
        """Judge the exchanges of one file."""
        for exchange in read_exchanges(file):
            if not of_system(self.context, exchange):
                self.counts["of other systems"] += 1
                continue
            self.counts["judged"] += 1
            operation = located(self.simulator, exchange)
            if operation is None:
                self.findings.append(self._unknown(file, exchange))
            else:
                self.counts["bodies"] += self.judge.judges_body(operation, exchange)
                self.findings += self._judged(file, exchange, operation)

    def notes(self) -> tuple[str, ...]:
        """Return how much there was to judge."""
        told = [f"{self.counts['bodies']} of {self.counts['judged']} answers had a body that the contract describes"]
        if self.counts["of other systems"]:
            told.append(f"{self.counts['of other systems']} exchanges were with other systems")
        return tuple(told)

    def _unknown(self, file: Path, exchange: Exchange) -> Finding:
        call = f"{exchange.method} {exchange.path}"
        return self.context.finding(
            NAME,
            "recorded-operation-unknown",
            Level.WARN,
            f"{call} was called and is not in the contract",
            operation=call,
            file=self.context.shown(file),
            line=line_of(file, exchange),
        )

    def _judged(self, file: Path, exchange: Exchange, operation: Operation) -> Iterator[Finding]:
        for problem in self.judge.problems(operation, exchange):
            yield self.context.finding(
                NAME,
                problem.code,
                problem.level,
                problem.message,
                operation=operation.id,
                place=problem.place,
                file=self.context.shown(file),
                line=line_of(file, exchange),
            )


def of_system(context: Context, exchange: Exchange) -> bool:
    """Tell whether an exchange was with this system: a journal names it, a URL has one of its hosts."""
    if exchange.system:
        return exchange.system == context.system
    hosts = context.contract.profile.hosts
    if not hosts or not exchange.host or is_loopback(f"http://{exchange.host}"):
        return True
    return any(
        re.fullmatch(_PLACEHOLDER.sub("[^/]+", re.escape(host.partition("/")[0])), exchange.host) for host in hosts
    )


def located(simulator: System, exchange: Exchange) -> Operation | None:
    """Return the operation that was called."""
    try:
        return simulator.locate(Request(exchange.method, exchange.path, exchange.query, dict(exchange.sent)))[0]
    except Unserved:
        return None


def proofs(context: Context, judge: Judge) -> tuple[Proof, Proof]:
    """Return whether an answer made from the contract passes, and whether the same answer with a change does not."""
    for name in list(context.in_order(context.contract.operations))[:CANDIDATES_MAX]:
        operation = context.contract.operations[name]
        right = made_answer(context, operation)
        if right is not None:
            wrong = dataclasses.replace(right, body=_unlike(right.body))
            passed = Proof.FAILED if list(judge.problems(operation, right)) else Proof.PASSED
            return passed, Proof.PASSED if list(judge.problems(operation, wrong)) else Proof.FAILED
    return Proof.NOT_RUN, Proof.NOT_RUN


def made_answer(context: Context, operation: Operation) -> Exchange | None:
    """Return an answer as the contract describes it, where it says that the body is an object or a list."""
    random = Randomness(context.gate.seed).stream("gate")
    for status, response in operation.responses.items():
        required = [h for h in (response.get("headers") or {}).values() if context.contract.resolve(h).get("required")]
        for media, content in (response.get("content") or {}).items():
            schema = context.contract.resolve(content.get("schema") or {})
            if status.isdecimal() and is_json(media) and _is_composite(context, schema) and not required:
                try:
                    body = orjson.dumps(instance(schema, random, context.contract.resolve))
                except (Uninstantiable, TypeError):
                    continue
                headers = (("content-type", media),)
                return Exchange(operation.method, "", operation.path, "", (), None, int(status), headers, body)
    return None


def _is_composite(context: Context, schema: Any, depth: int = 0) -> bool:
    """Tell whether a schema certainly forbids what is neither an object nor a list."""
    found = context.contract.resolve(schema)
    if not isinstance(found, Mapping) or depth > NESTING_MAX:
        return False
    if found.get("type") in ("object", "array") and not found.get("nullable"):
        return True
    choices = found.get("oneOf") or found.get("anyOf") or ()
    return any(_is_composite(context, each, depth + 1) for each in found.get("allOf") or ()) or (
        bool(choices) and all(_is_composite(context, each, depth + 1) for each in choices)
    )


def _unlike(body: bytes | None) -> bytes:
    """Return a body of another type."""
    return b'"windtunnel"' if body else b"0"
