"""One run of the gate: every check of every system, then severities and the baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.kernel.errors import InconclusiveError, UnknownNameError, UsageError

from . import baseline
from .baseline import Entry
from .checks import compatibility, conformance, drift, lifecycle, pacts, recorded
from .checks.context import Context
from .configuration import FILE, Gate, chosen, read_configuration
from .explanations import codes
from .findings import CheckResult, Finding, Level, Report

Check = Callable[[Context], CheckResult | None]
CHECKS: Mapping[str, Check] = {
    compatibility.NAME: compatibility.check,
    conformance.NAME: conformance.check,
    recorded.NAME: recorded.check,
    pacts.NAME: pacts.check,
    lifecycle.NAME: lifecycle.check,
    drift.NAME: drift.check,
}
DROPPED = "NONE"


@dataclass(frozen=True)
class Wanted:
    """What was asked for.

    Args:
        systems: by name; empty for all that are configured.
        checks: by name; empty for all.
        target: a live system to call instead of the simulator.
    """

    systems: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True)
class Run:
    """A run that is over.

    Args:
        report: what it came to.
        file: the baseline file.
        entries: what that file held.
        partial: whether systems or checks were left out, so that an entry may be unused only for that.
    """

    report: Report
    file: Path
    entries: Mapping[str, Entry]
    partial: bool


def run_gate(project: Project, root: Path, wanted: Wanted, today: date) -> Run:
    """Run the checks that are configured and asked for.

    Args:
        project: where systems are found.
        root: the folder of ``windtunnel.toml``.
        wanted: what was asked for.
        today: the day on which dates are judged.

    Raises:
        UsageError: the configuration, a file or a name is wrong.
    """
    gate = read_configuration(root)
    _check_codes(gate)
    tables, names = chosen(gate, wanted.systems, wanted.checks)
    if wanted.target and len(tables) != 1:
        raise UsageError("a target is one system: name it with --system", place="--target")
    contexts = [Context(project, root, gate, name, table, today, wanted.target) for name, table in tables.items()]
    results = [_severed(result, gate) for context in contexts for result in _results(context, names)]
    file = root / gate.baseline
    entries = baseline.read_baseline(file)
    checks = tuple(_accepted(result, entries, today) for result in results)
    partial = bool(wanted.systems or wanted.checks)
    report = Report(today=today, fail_on=gate.fail_on, checks=checks, notes=tuple(_notes(checks, entries, partial)))
    return Run(report, file, entries, partial)


def _check_codes(gate: Gate) -> None:
    """Refuse a level for a code that no finding has: it would change nothing in silence."""
    for code in gate.severity:
        if code not in codes():
            raise UnknownNameError("code", code, codes(), file=FILE, place="gate.severity")


def _results(context: Context, names: Iterable[str]) -> Iterator[CheckResult]:
    for name in names:
        try:
            result = CHECKS[name](context)
        except InconclusiveError as error:
            result = CheckResult(check=name, system=context.system, reasons=(str(error),))
        if result is not None:
            yield result


def _severed(result: CheckResult, gate: Gate) -> CheckResult:
    """Return the result with the levels that the configuration gives to its findings."""
    kept = []
    for finding in result.findings:
        level = gate.severity.get(finding.code, finding.level)
        if level != DROPPED:
            kept.append(finding.model_copy(update={"level": Level(level)}))
    return result.model_copy(update={"findings": tuple(kept)})


def _accepted(result: CheckResult, entries: Mapping[str, Entry], today: date) -> CheckResult:
    return result.model_copy(update={"findings": baseline.accepted(result.findings, entries, today)})


def _notes(checks: tuple[CheckResult, ...], entries: Mapping[str, Entry], partial: bool) -> Iterator[str]:
    if not checks:
        yield f"no check is configured in the table [gate] of {FILE} for what was asked"
    findings = [finding for each in checks for finding in each.findings]
    for entry in baseline.unused(findings, entries) if not partial else ():
        yield (
            f"the baseline entry {entry.fingerprint} of {entry.owner} ({entry.code} {entry.operation}) accepts nothing "
            "any more; --update-baseline drops it"
        )


def update_baseline(run: Run, *, owner: str, reason: str, expires: date) -> int:
    """Accept what fails now, keep what is still in force, drop what is not needed; return how many entries there are.

    Raises:
        FileError: the file cannot be written.
    """
    present = {finding.fingerprint: finding for finding in run.report.findings}
    kept = [
        fingerprint
        for fingerprint, entry in run.entries.items()
        if (run.partial and fingerprint not in present)
        or (fingerprint in present and entry.expires >= run.report.today)
    ]
    failing: list[Finding] = [finding for finding in run.report.failing if finding.fingerprint not in kept]
    entries = baseline.updated(
        failing, run.entries, kept, owner=owner, reason=reason, today=run.report.today, expires=expires
    )
    baseline.write_baseline(run.file, entries)
    return len(entries)
