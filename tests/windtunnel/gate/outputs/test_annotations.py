"""GitHub workflow commands."""

from __future__ import annotations

from windtunnel.gate.findings import Acceptance, Level
from windtunnel.gate.outputs.annotations import render_annotations

from ..desk import TODAY, finding, report


def test_findings_become_commands_at_their_lines() -> None:
    """By level; what fails is an error."""
    lines = render_annotations(
        report(finding(file="a,b.har", line=3, place="200"), finding(level=Level.WARN), finding(level=Level.INFO))
    ).splitlines()
    assert lines[0] == "::error file=a%2Cb.har,line=3,title=recorded-schema::desk ShowTicket 200: is wrong"
    assert [line.split(" ")[0] for line in lines[1:3]] == ["::warning", "::notice"]
    assert lines[-1].startswith("::notice title=windtunnel gate::FAIL: 1 failing of 3 findings")


def test_a_message_cannot_begin_a_command_of_its_own() -> None:
    """What comes from a document is data."""
    lines = render_annotations(report(finding(message="a\n::set-output name=x::y %"))).splitlines()
    assert len(lines) == 2
    assert "a%0A::set-output name=x::y %25" in lines[0]


def test_doubts_are_errors_and_accepted_findings_notices() -> None:
    """The first must be seen, the second is known."""
    told = Acceptance(owner="ana", reason="known", first_seen=TODAY, expires=TODAY, expired=False)
    lines = render_annotations(report(finding(acceptance=told), reasons=("why",))).splitlines()
    assert lines[0].startswith("::notice title=recorded-schema::")
    assert lines[1] == "::error title=could not conclude::desk: recorded: why"
