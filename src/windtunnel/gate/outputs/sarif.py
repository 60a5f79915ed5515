"""SARIF 2.1.0, for code scanning: every finding is a result at its file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import windtunnel

from ..explanations import explain
from ..findings import CheckResult, Finding, Level, Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Level.ERR: "error", Level.WARN: "warning", Level.INFO: "note"}
FINGERPRINT = "windtunnel/v1"
CONFIGURATION = "windtunnel.toml"


def render_sarif(report: Report) -> str:
    """Return the report as SARIF. An accepted finding is a suppressed result; a doubt is a notification."""
    findings = report.findings
    codes = list(dict.fromkeys(finding.code for finding in findings))
    run = {
        "tool": {
            "driver": {
                "name": "windtunnel",
                "version": windtunnel.__version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"description": {"text": "The root of the project."}}},
        "invocations": [_invocation(report)],
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> dict[str, Any]:
    explanation = explain(code)
    return {
        "id": code,
        "shortDescription": {"text": explanation.title},
        "fullDescription": {"text": explanation.meaning},
        "help": {"text": f"{explanation.meaning}\n\n{explanation.remedy}"},
    }


def _invocation(report: Report) -> dict[str, Any]:
    return {
        "executionSuccessful": bool(report.checks) and not any(each.doubts for each in report.checks),
        "exitCode": report.exit_code,
        "toolExecutionNotifications": [each for result in report.checks for each in _notifications(result)],
    }


def _notifications(result: CheckResult) -> Iterator[dict[str, Any]]:
    for doubt in result.doubts:
        yield {"level": "error", "message": {"text": f"{result.system}: {result.check}: {doubt}"}}


def _result(finding: Finding, index: int) -> dict[str, Any]:
    about = " ".join(part for part in (finding.system, finding.operation, finding.place) if part)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.level],
        "message": {"text": f"{about}: {finding.message}"},
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": {"system": finding.system, "operation": finding.operation, "check": finding.check},
    }
    if finding.hidden and finding.acceptance is not None:
        text = f"{finding.acceptance.reason} ({finding.acceptance.owner}, until {finding.acceptance.expires})"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": text}]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    file = finding.file or CONFIGURATION
    artifact: dict[str, str] = {"uri": quote(file)}
    if PurePath(file).is_absolute():
        artifact = {"uri": PurePath(file).as_uri()}
    else:
        artifact["uriBaseId"] = "PROJECT"
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": max(1, finding.line)}}}
