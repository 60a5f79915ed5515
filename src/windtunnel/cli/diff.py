"""``windtunnel diff``: breaking changes between two descriptions of an API."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from windtunnel.contract.diff import Comparison, Finding, Level, compare
from windtunnel.contract.diff.linked import beside, file_of, read
from windtunnel.contract.diff.usage import Impact, Usage
from windtunnel.kernel.errors import UnknownNameError

LINES_MAX = 5


@dataclass(frozen=True)
class DiffRequest:
    """What was asked for on the command line."""

    old: str
    new: str
    fail_on: str
    level: str
    as_json: bool
    used_by: str | None = None
    reads: Path | None = None
    project: Path | None = None


def diff(request: DiffRequest) -> int:
    """Compare and print; return 1 when something at the level to fail on was found, else 0.

    Raises:
        UsageError: an option or a source is wrong, or a document is malformed.
        InconclusiveError: the documents could not be compared.
    """
    fail_on, shown = _level(request.fail_on, "--fail-on"), _level(request.level, "--level")
    comparison = _compared(request)
    findings = comparison.at_least(shown)
    if request.as_json:
        print(orjson.dumps([finding.as_json() for finding in findings], option=orjson.OPT_INDENT_2).decode())
    else:
        print("\n".join(_lines(comparison, findings, request)))
    return 1 if comparison.at_least(fail_on) else 0


def _usage(request: DiffRequest) -> Usage | None:
    if request.used_by is None and request.reads is None:
        return None
    from .diff_used_by import Consumer, usage_of  # imports what runs adapters; most comparisons need none of it

    return usage_of(Consumer(request.used_by, request.reads, request.project))


def _compared(request: DiffRequest) -> Comparison:
    folder, usage = Path.cwd(), _usage(request)
    gc.disable()  # the documents are data without circles, and looking for some takes a third of the time
    try:
        return compare(
            read(request.old, folder),
            read(request.new, folder),
            old_name=request.old,
            new_name=request.new,
            today=datetime.now(UTC).date(),
            usage=usage,
        )
    finally:
        gc.enable()


def _level(text: str, option: str) -> Level:
    names = [level.name for level in reversed(Level)]
    if text.upper() not in names:
        raise UnknownNameError("level", text, names, place=option)
    return Level[text.upper()]


def _lines(comparison: Comparison, findings: tuple[Finding, ...], request: DiffRequest) -> Iterator[str]:
    heading = None
    for finding in findings:
        if _heading(finding) != heading:
            heading = _heading(finding)
            yield f"{heading}:"
        yield f"  {finding.level.name:<4} [{finding.id}] {finding.text}"
        yield f"       at {_source(finding, request)}"
        if finding.impact is not None:
            yield f"       {_impact(finding.impact)}"
    if findings:
        yield ""
    if comparison.missing:
        yield f"Called, and not in {request.old}: {', '.join(comparison.missing)}."
    yield _summary(comparison)


def _heading(finding: Finding) -> str:
    subject = finding.subject
    if not subject.path:
        return finding.section
    named = f" ({subject.operation_id})" if subject.operation_id else ""
    return f"{subject.method} {subject.path}{named}"


def _source(finding: Finding, request: DiffRequest) -> str:
    source, pointer = (request.new, finding.new_pointer) if finding.new_pointer else (request.old, finding.old_pointer)
    file, pointer = file_of(pointer)
    return f"{beside(source, file)} {pointer}"


def _impact(impact: Impact) -> str:
    """Return what a change means for the adapter, with the lines that it concerns."""
    lines = f" at {', '.join(impact.lines[:LINES_MAX])}" if impact.lines else ""
    more = f" and {len(impact.lines) - LINES_MAX} more" if len(impact.lines) > LINES_MAX else ""
    return f"{impact.reason}{lines}{more}; {impact.level} for whoever uses everything"


def _summary(comparison: Comparison) -> str:
    counts = Counter(finding.level for finding in comparison.findings)
    common = f"{comparison.operations} operation{'' if comparison.operations == 1 else 's'} in common"
    if comparison.identical:
        return f"No change: the documents are the same; {common}."
    if not comparison.findings:
        return f"No breaking change: the documents differ only where no rule applies; {common}."
    found = ", ".join(f"{counts[level]} {level.name}" for level in reversed(Level))
    breaking = "Breaking changes" if counts[Level.ERR] else "No breaking change"
    return f"{breaking}: {found}; {common}."
