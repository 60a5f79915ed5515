"""GitHub workflow commands: annotations at the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Level, Report
from .text import accepted, summary

COMMANDS = {Level.ERR: "error", Level.WARN: "warning", Level.INFO: "notice"}


def render_annotations(report: Report) -> str:
    """Return one command per finding and per doubt, and the verdict as a notice.

    What fails is an error whatever its level; what somebody has accepted is a notice.
    """
    return "\n".join(_commands(report)) + "\n"


def _commands(report: Report) -> Iterator[str]:
    failing = set(report.failing)
    for finding in report.findings:
        command = "error" if finding in failing else COMMANDS[finding.level]
        properties = {"file": finding.file, "line": str(finding.line or ""), "title": finding.code}
        about = " ".join(part for part in (finding.system, finding.operation, finding.place) if part)
        shown = "notice" if finding.hidden else command
        yield _command(shown, properties, f"{about}: {finding.message}{accepted(finding)}")
    for result in report.checks:
        for doubt in result.doubts:
            yield _command("error", {"title": "could not conclude"}, f"{result.system}: {result.check}: {doubt}")
    yield _command("notice", {"title": "windtunnel gate"}, summary(report))


def _command(name: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name}{' ' + told if told else ''}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
