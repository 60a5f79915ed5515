"""Plain text."""

from __future__ import annotations

from windtunnel.gate.findings import Acceptance, Level, Report
from windtunnel.gate.outputs.text import render_text

from ..desk import TODAY, finding, report


def test_a_finding_is_told_with_place_file_line_and_fingerprint() -> None:
    """What a reader needs to open the file and to accept it."""
    text = render_text(report(finding(place="200 id", file="desk.har", line=7)))
    assert "ERR  [recorded-schema] ShowTicket 200 id: is wrong" in text
    assert "at desk.har:7, fingerprint " + finding(place="200 id").fingerprint in text
    assert text.splitlines()[-1] == "FAIL: 1 failing of 1 findings, 0 accepted, 0 below ERR"


def test_what_was_accepted_says_by_whom_until_when_and_whether_that_is_over() -> None:
    """An expired acceptance cannot be overlooked."""
    told = {"owner": "ana", "reason": "known", "first_seen": TODAY, "expires": TODAY}
    text = render_text(report(finding(acceptance=Acceptance(**told, expired=False))))
    assert f"accepted until {TODAY} by ana: known" in text
    assert "PASS: 0 failing of 1 findings, 1 accepted" in text
    assert f"accepted, EXPIRED {TODAY}" in render_text(report(finding(acceptance=Acceptance(**told, expired=True))))


def test_success_and_doubt_are_said() -> None:
    """A clean run says what it judged; an empty one says so."""
    assert "3 operations judged; control passed, planted change found; nothing found" in render_text(report())
    assert "???  no answer" in render_text(report(reasons=("no answer",)))
    empty = render_text(Report(today=TODAY, fail_on=Level.ERR))
    assert empty.splitlines()[-1] == "INCONCLUSIVE: nothing was checked"
