"""JUnit XML: one test suite per system, one test case per check and per finding."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import groupby

from ..findings import CheckResult, Finding, Report
from .text import accepted, outcome

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is written."""


def render_junit(report: Report) -> str:
    """Return the report as JUnit XML. Doubts are errors; accepted findings and those below the level are skipped."""
    root = ET.Element("testsuites", name="windtunnel gate")
    for system, results in groupby(report.checks, key=lambda each: each.system):
        suite = ET.SubElement(root, "testsuite", name=system)
        for result in results:
            _check(suite, result, report)
        suite.set("tests", str(len(suite)))
        for kind in ("failure", "error", "skipped"):
            suite.set("skipped" if kind == "skipped" else f"{kind}s", str(len(suite.findall(f"testcase/{kind}"))))
    if not report.checks:
        suite = ET.SubElement(root, "testsuite", name="gate", tests="1", errors="1", failures="0", skipped="0")
        _case(suite, "gate", "conclusive", "error", "nothing was checked", "INCONCLUSIVE")
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _check(suite: ET.Element, result: CheckResult, report: Report) -> None:
    class_name = f"{result.system}.{result.check}"
    if result.doubts:
        _case(suite, class_name, "conclusive", "error", "; ".join(result.doubts), "INCONCLUSIVE")
    else:
        case = ET.SubElement(suite, "testcase", classname=class_name, name="conclusive")
        ET.SubElement(case, "system-out").text = _clean("\n".join((outcome(result, report), *result.notes)))
    failing = set(report.failing)
    for finding in result.findings:
        name = " ".join(part for part in (finding.code, finding.operation, finding.place) if part)
        kind = "failure" if finding in failing else "skipped"
        _case(suite, class_name, name, kind, _message(finding), finding.code)


def _message(finding: Finding) -> str:
    where = f" ({finding.file}:{finding.line})" if finding.file else ""
    return f"{finding.level}: {finding.message}{where}{accepted(finding)}"


def _case(suite: ET.Element, class_name: str, name: str, kind: str, message: str, type_: str) -> None:
    case = ET.SubElement(suite, "testcase", classname=class_name, name=_clean(name))
    ET.SubElement(case, kind, message=_clean(message), type=type_)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
