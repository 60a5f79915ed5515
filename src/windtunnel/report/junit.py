"""JUnit XML: one test suite per scenario and condition, one test case per invariant and threshold."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from windtunnel.scenario.result import (
    ConditionResult,
    InvariantResult,
    RehearsalResult,
    ScenarioResult,
    ThresholdResult,
)
from windtunnel.scenario.verdict import Verdict


def render_junit(result: RehearsalResult) -> str:
    """Return the result as JUnit XML. What was not put to the test is skipped, with the reason."""
    root = ET.Element("testsuites", name="windtunnel")
    for scenario in result.scenarios:
        for condition in scenario.conditions:
            _suite(root, scenario, condition)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, scenario: ScenarioResult, condition: ConditionResult) -> None:
    suite = ET.SubElement(root, "testsuite", name=f"{scenario.name}.{condition.name}")
    class_name = f"{scenario.name}.{condition.name}"
    for invariant in condition.invariants:
        _invariant(suite, class_name, invariant, condition.replay)
    for threshold in condition.slo:
        _threshold(suite, class_name, threshold)
    if condition.reasons:
        case = ET.SubElement(suite, "testcase", classname=class_name, name="conclusive")
        ET.SubElement(case, "failure", message="; ".join(condition.reasons), type="INCONCLUSIVE")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))


def _invariant(suite: ET.Element, class_name: str, invariant: InvariantResult, replay: str) -> None:
    case = ET.SubElement(suite, "testcase", classname=class_name, name=f"{invariant.id} {invariant.name}")
    if invariant.verdict is Verdict.INCONCLUSIVE:
        ET.SubElement(case, "skipped", message="not put to the test")
    elif invariant.verdict is Verdict.FAIL:
        first = invariant.violations[0]
        failure = ET.SubElement(case, "failure", message=first.message, type=invariant.id)
        failure.text = "\n".join([*(v.message for v in invariant.violations), *first.history, replay])


def _threshold(suite: ET.Element, class_name: str, threshold: ThresholdResult) -> None:
    case = ET.SubElement(suite, "testcase", classname=class_name, name=threshold.threshold)
    if not threshold.applies:
        ET.SubElement(case, "skipped", message="the run has no such phase")
    elif not threshold.ok:
        measured = "no samples" if threshold.value is None else f"measured {threshold.value:.6g}"
        ET.SubElement(case, "failure", message=measured, type="threshold")
