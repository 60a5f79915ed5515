"""Markdown, for the summary of a workflow's step or a comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..findings import CheckResult, Finding, Proof, Report
from .text import accepted, summary

ROWS_MAX = 200
"""A step's summary may have a megabyte; the rest is in the other outputs."""
HEADS = ("system", "check", "judged", "control passed", "planted change found", "findings")
PROVEN = {Proof.PASSED: "yes", Proof.FAILED: "**no**", Proof.NOT_RUN: "not tried"}


def render_markdown(report: Report) -> str:
    """Return the report as Markdown: verdict, a row per check, a row per finding."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield "## Windtunnel gate"
    yield ""
    yield f"**{_cell(summary(report))}**"
    yield ""
    if report.checks:
        yield from _table(HEADS, map(_check, report.checks))
    doubts = [f"{each.system}: {each.check}: {doubt}" for each in report.checks for doubt in each.doubts]
    for line in (*doubts, *report.notes):
        yield f"- {_cell(line)}"
    if doubts or report.notes:
        yield ""
    failing, findings = set(report.failing), report.findings
    ordered = [*report.failing, *(finding for finding in findings if finding not in failing)]
    if ordered:
        rows = (_finding(finding, failing=finding in failing) for finding in ordered[:ROWS_MAX])
        yield from _table(("", "code", "where", "what"), rows)
    if len(ordered) > ROWS_MAX:
        yield f"{len(ordered) - ROWS_MAX} more findings are in the other outputs."


def _check(result: CheckResult) -> Sequence[str]:
    judged = f"{result.judged} {result.unit}"
    proven = (PROVEN[result.control], PROVEN[result.planted])
    return (result.system, result.check, judged, *proven, str(len(result.findings)))


def _finding(finding: Finding, *, failing: bool) -> Sequence[str]:
    where = f"{finding.file}:{finding.line}" if finding.line else finding.file
    about = " ".join(part for part in (finding.system, finding.operation, finding.place, where) if part)
    level = f"**{finding.level}**" if failing else str(finding.level)
    return level, f"`{finding.code}`", _cell(about), _cell(finding.message + accepted(finding))


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _cell(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|")
    return " ".join(escaped.split())
