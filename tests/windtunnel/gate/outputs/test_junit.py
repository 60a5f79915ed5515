"""JUnit XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from windtunnel.gate.findings import Level, Report
from windtunnel.gate.outputs.junit import render_junit

from ..desk import TODAY, finding, report


def test_failures_doubts_and_the_rest_are_told_apart() -> None:
    """failure, error, skipped."""
    given = report(finding(place="a", file="desk.har", line=3), finding(place="b", level=Level.WARN), reasons=("why",))
    suite = ET.fromstring(render_junit(given)).find("testsuite")
    assert suite is not None
    assert suite.attrib == {"name": "desk", "tests": "3", "failures": "1", "errors": "1", "skipped": "1"}
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("recorded-schema", "ERR: is wrong (desk.har:3)")


def test_a_clean_check_is_a_passed_test_case() -> None:
    """So that success is seen."""
    case = ET.fromstring(render_junit(report())).find("testsuite/testcase")
    assert case is not None
    assert case.find("failure") is None
    assert "nothing found" in (case.findtext("system-out") or "")


def test_nothing_checked_is_an_error_and_control_characters_do_not_break_the_file() -> None:
    """A reader of the file can never take an empty run for a pass."""
    root = ET.fromstring(render_junit(Report(today=TODAY, fail_on=Level.ERR)))
    assert root.find("testsuite/testcase/error") is not None
    assert ET.fromstring(render_junit(report(finding(message="\x00<&\ud800")))) is not None
