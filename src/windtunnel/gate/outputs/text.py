"""Plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from windtunnel.scenario.verdict import Verdict

from ..findings import CheckResult, Finding, Level, Report


def render_text(report: Report) -> str:
    """Return the report as text: per check its findings, then what was shown to work, then the verdict."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    for each in report.checks:
        yield f"{each.system}: {each.check}: {outcome(each, report)}"
        for finding in sorted(each.findings, key=lambda found: -found.level.rank):
            yield from _finding(finding)
        for doubt in each.doubts:
            yield f"  ???  {doubt}"
        for note in each.notes:
            yield f"  note {note}"
    for note in report.notes:
        yield f"note: {note}"
    yield ""
    yield summary(report)


def outcome(result: CheckResult, report: Report) -> str:
    """Return in a few words what a check came to."""
    shown = f"{result.judged} {result.unit} judged; control {result.control}, planted change "
    shown += {"passed": "found", "failed": "NOT found", "not run": "not tried"}[result.planted]
    failing = sum(finding in report.failing for finding in result.findings)
    others = len(result.findings) - failing
    counted = [f"{failing} failing"] if failing else []
    counted += [f"{others} more"] if others else []
    return f"{shown}; {', '.join(counted) if counted else 'nothing found'}"


def _finding(finding: Finding) -> Iterator[str]:
    about = " ".join(part for part in (finding.operation, finding.place) if part)
    yield f"  {finding.level:<4} [{finding.code}] {about + ': ' if about else ''}{finding.message}"
    where = f"{finding.file}:{finding.line}" if finding.line else finding.file
    yield f"       {'at ' + where + ', ' if where else ''}fingerprint {finding.fingerprint}{accepted(finding)}"


def accepted(finding: Finding) -> str:
    """Return who accepted a finding, and until when."""
    told = finding.acceptance
    if told is None:
        return ""
    state = "accepted, EXPIRED" if told.expired else "accepted until"
    return f"; {state} {told.expires.isoformat()} by {told.owner}: {told.reason}"


def summary(report: Report) -> str:
    """Return the verdict in one sentence."""
    hidden = sum(finding.hidden for finding in report.findings)
    below = sum(finding.level is not Level.ERR for finding in report.findings)
    told = f"{len(report.failing)} failing of {len(report.findings)} findings, {hidden} accepted, {below} below ERR"
    doubtful = sum(bool(each.doubts) for each in report.checks)
    if report.verdict is Verdict.INCONCLUSIVE:
        if not report.checks:
            return "INCONCLUSIVE: nothing was checked"
        return f"INCONCLUSIVE: {doubtful} of {len(report.checks)} checks could not conclude; {told}"
    doubts = f"; {doubtful} checks could not conclude" if doubtful else ""
    return f"{report.verdict}: {told}{doubts}"
