"""JUnit XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from windtunnel.report.junit import render_junit

from .results import result


def test_suites_count_their_cases() -> None:
    """Tests, failures and skips per condition."""
    root = ET.fromstring(render_junit(result()))
    counts = {
        suite.get("name"): (suite.get("tests"), suite.get("failures"), suite.get("skipped"))
        for suite in root.findall("testsuite")
    }
    assert counts == {
        "errand.calm": ("3", "0", "1"),
        "errand.broken": ("3", "1", "1"),
        "errand.idle": ("4", "1", "2"),
    }


def test_a_failure_carries_its_history_and_the_replay_command() -> None:
    """Enough to begin with, in the CI's own view."""
    root = ET.fromstring(render_junit(result()))
    failure = root.find("testsuite[@name='errand.broken']/testcase/failure")
    assert failure is not None
    assert failure.text is not None
    assert '{"a":1}' in failure.text
    assert "windtunnel replay" in failure.text


def test_an_inconclusive_condition_fails_with_its_reasons() -> None:
    """A CI must not show it as green."""
    root = ET.fromstring(render_junit(result()))
    case = root.find("testsuite[@name='errand.idle']/testcase[@name='conclusive']/failure")
    assert case is not None
    assert case.get("message") == "refuse on chat never struck"
