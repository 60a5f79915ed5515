"""Findings and the report."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from windtunnel.gate.findings import Acceptance, Level, Proof, Report, distinct, schema
from windtunnel.scenario.verdict import Verdict

from .desk import TODAY, finding, report, result

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schemas" / "gate.schema.json"


def acceptance(*, expired: bool) -> Acceptance:
    """An entry of the baseline."""
    return Acceptance(owner="ana", reason="known", first_seen=TODAY, expires=TODAY, expired=expired)


def test_the_fingerprint_survives_wording_and_lines_but_not_another_place() -> None:
    """It identifies what is wrong, not how it is told."""
    first = finding(place="200 id")
    assert first.fingerprint == finding(place="200 id", message="other words", line=9).fingerprint
    assert first.fingerprint != finding(place="200 status").fingerprint
    assert first.fingerprint != finding("recorded-not-json", place="200 id").fingerprint


@pytest.mark.parametrize(
    ("given", "verdict", "code"),
    [
        (report(), Verdict.PASS, 0),
        (report(finding()), Verdict.FAIL, 1),
        (report(finding(level=Level.WARN)), Verdict.PASS, 0),
        (report(finding(acceptance=acceptance(expired=False))), Verdict.PASS, 0),
        (report(finding(acceptance=acceptance(expired=True))), Verdict.FAIL, 1),
        (report(judged=0), Verdict.INCONCLUSIVE, 3),
        (report(planted=Proof.NOT_RUN), Verdict.INCONCLUSIVE, 3),
        (report(reasons=("no answer",)), Verdict.INCONCLUSIVE, 3),
        (report(finding(), reasons=("no answer",)), Verdict.FAIL, 1),
        (report(finding(), planted=Proof.FAILED), Verdict.INCONCLUSIVE, 3),
        (report(control=Proof.FAILED), Verdict.INCONCLUSIVE, 3),
        (Report(today=TODAY, fail_on=Level.ERR), Verdict.INCONCLUSIVE, 3),
    ],
)
def test_the_verdict_follows_from_proofs_then_findings_then_doubts(given: Report, verdict: Verdict, code: int) -> None:
    """A check that is blind outweighs what it found; an empty run is never a pass."""
    assert (given.verdict, given.exit_code) == (verdict, code)


def test_the_level_that_fails_is_the_configuration_s() -> None:
    """A warning fails where warnings are to fail."""
    given = Report(today=TODAY, fail_on=Level.WARN, checks=(result(finding(level=Level.WARN)),))
    assert given.exit_code == 1


def test_repeated_findings_are_told_once_with_their_number() -> None:
    """Hundreds of recorded answers may have one fault."""
    (only, other) = distinct([finding(), finding(), finding(place="x")])
    assert only.message == "is wrong (2 times)"
    assert other.message == "is wrong"


def test_the_published_schema_describes_the_report() -> None:
    """The file is generated, and what is printed is valid against it."""
    assert json.loads(SCHEMA.read_text()) == schema()
    validator = jsonschema_rs.Draft202012Validator(schema())
    data = report(finding(acceptance=acceptance(expired=True)), finding(place="x")).as_json()
    validator.validate(data)
    assert data["verdict"] == "FAIL"
    assert data["checks"][0]["findings"][0]["fingerprint"] == finding().fingerprint
    assert not validator.is_valid({**data, "verdict": "MAYBE"})
