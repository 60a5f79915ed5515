"""What the gate finds: one model for every check, and the report that every output is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, computed_field

from windtunnel.scenario.verdict import EXIT_CODES, Verdict

FINGERPRINT_DIGITS = 16


class Level(StrEnum):
    """How much a finding matters, as in ``windtunnel diff``."""

    INFO = "INFO"
    WARN = "WARN"
    ERR = "ERR"

    @property
    def rank(self) -> int:
        """A number that grows with the level."""
        return list(Level).index(self)


class Part(BaseModel):
    """Base of every part of a report: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Acceptance(Part):
    """Somebody's decision to live with a finding for a while."""

    owner: str
    reason: str
    first_seen: date
    expires: date
    expired: bool


class Finding(Part):
    """One thing that is wrong, or will be.

    Args:
        code: what ``windtunnel explain`` explains.
        level: after the severities of the configuration.
        check: which check found it.
        system: whose contract is concerned.
        operation: operationId, or ``METHOD path`` where there is none; empty for the whole contract.
        place: where in the operation's messages: ``200 application/json data/items/id``.
        message: one sentence.
        file: the file to open, relative to the project where it lies in it; empty when there is none.
        line: from 1; 0 when the file has none that would be nearer.
        acceptance: from the baseline file.
    """

    code: str
    level: Level
    check: str
    system: str
    operation: str = ""
    place: str = ""
    message: str
    file: str = ""
    line: int = 0
    acceptance: Acceptance | None = None

    @computed_field  # type: ignore[prop-decorator] # mypy does not know decorated properties
    @property
    def fingerprint(self) -> str:
        """What stays the same while wording and line numbers change."""
        parts = [self.code, self.system, self.operation, self.place]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:FINGERPRINT_DIGITS]

    @property
    def hidden(self) -> bool:
        """Whether somebody has accepted it, and the time has not run out."""
        return self.acceptance is not None and not self.acceptance.expired


class Proof(StrEnum):
    """Whether a check was able to find something, and to find nothing."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


class CheckResult(Part):
    """What one check says of one system.

    Args:
        check: its name.
        system: the system.
        judged: how many things it has judged.
        unit: what they are: ``operations``, ``answers``.
        control: whether it found nothing where nothing is wrong.
        planted: whether it found what was planted.
        findings: what it found.
        reasons: why nothing could be concluded; empty when something could.
        notes: what a reader should know besides.
    """

    check: str
    system: str
    judged: int = 0
    unit: str = "operations"
    control: Proof = Proof.NOT_RUN
    planted: Proof = Proof.NOT_RUN
    findings: tuple[Finding, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the result cannot be trusted: its reasons, and what its own proof showed."""
        found = list(self.reasons)
        if self.control is Proof.FAILED:
            found.append("the control failed: the check finds something where nothing is wrong")
        if self.planted is Proof.FAILED:
            found.append("a planted change was not found: the check is blind")
        if not found and not self.judged:
            found.append(f"no {self.unit} were judged")
        if not found and Proof.NOT_RUN in (self.control, self.planted):
            found.append("the check was not put to the test")
        return tuple(found)


class Report(Part):
    """What a run of the gate came to.

    Args:
        today: the day on which dates were judged.
        fail_on: the lowest level that fails.
        checks: every check that ran, in order, with its findings after severities and baseline.
        notes: what concerns no single check: entries of the baseline that nothing needs any more.
    """

    today: date
    fail_on: Level
    checks: tuple[CheckResult, ...] = ()
    notes: tuple[str, ...] = ()

    @computed_field  # type: ignore[prop-decorator] # mypy does not know decorated properties
    @property
    def verdict(self) -> Verdict:
        """INCONCLUSIVE when a proof failed or nothing ran; FAIL for findings; INCONCLUSIVE for doubts; else PASS."""
        if not self.checks or any(Proof.FAILED in (each.control, each.planted) for each in self.checks):
            return Verdict.INCONCLUSIVE
        if self.failing:
            return Verdict.FAIL
        return Verdict.INCONCLUSIVE if any(each.doubts for each in self.checks) else Verdict.PASS

    @property
    def exit_code(self) -> int:
        """0 nothing found, 1 findings, 3 nothing could be concluded."""
        return EXIT_CODES[self.verdict]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, the gravest first within a check."""
        return tuple(
            finding
            for each in self.checks
            for finding in sorted(each.findings, key=lambda finding: -finding.level.rank)
        )

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that make the gate fail."""
        return tuple(
            finding for finding in self.findings if not finding.hidden and finding.level.rank >= self.fail_on.rank
        )

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain data; ``docs/schemas/gate.schema.json`` describes it."""
        return self.model_dump(mode="json")


def schema() -> dict[str, Any]:
    """Return the JSON schema of a report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Report.model_json_schema(mode="serialization"),
        "title": "windtunnel gate",
    }


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the first finding of each fingerprint, with how many there were."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.fingerprint, []).append(finding)
    return tuple(_counted(group) for group in grouped.values())


def _counted(group: list[Finding]) -> Finding:
    first = group[0]
    more = f" ({len(group)} times)" if len(group) > 1 else ""
    return first.model_copy(update={"message": first.message + more})
