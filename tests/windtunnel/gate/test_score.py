"""The score as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import jsonschema_rs
import pytest

from windtunnel.gate.assessment import Assessment
from windtunnel.gate.judging import Verdict
from windtunnel.gate.score import DriftScore, document_schema, drift_score, system_score
from windtunnel.gate.waivers import Waiver

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schemas" / "drift.schema.json"


def score(assessments: Mapping[str, Assessment], *names: str, waivers: Sequence[Waiver] = ()) -> DriftScore:
    """Return the score of some probes."""
    return drift_score([system_score("shop", [assessments[name] for name in names], waivers)])


def waiver(operation: str, places: Sequence[str], operators: Sequence[str]) -> Waiver:
    """Return a waiver."""
    return Waiver(
        system="shop",
        operation=operation,
        places=tuple(places),
        operators=tuple(operators),
        reason="it cannot be seen by anybody",
    )


def test_findings_decide_the_exit_code(assessments: Mapping[str, Assessment]) -> None:
    """One is enough."""
    found = score(assessments, "careless")
    assert found.exit_code == 1
    assert {result.verdict for result in found.systems[0].probes[0].findings} == {Verdict.SILENT, Verdict.CRASH}


def test_what_is_waived_is_no_finding_and_stays_visible(assessments: Mapping[str, Assessment]) -> None:
    """With its reason, and its verdict counted."""
    given = [waiver("readOrder", ["$.total"], ["sem-unit-scaled"]), waiver("readOrder", ["$.x"], ["sem-unit-scaled"])]
    found = score(assessments, "careless", waivers=given).systems[0]
    result = next(each for each in found.probes[0].results if each.waived is not None)
    assert (result.place, result.verdict, result.waived) == ("$.total", "silent", given[0].reason)
    assert result not in found.probes[0].findings
    assert found.unused_waivers == ("readOrder $.x: sem-unit-scaled",)


def test_a_failed_control_outweighs_findings(assessments: Mapping[str, Assessment]) -> None:
    """Nothing was shown about that probe."""
    failed = Assessment("failing", control_failed="the control failed")
    assert drift_score([system_score("shop", [assessments["careless"], failed], ())]).exit_code == 3


def test_nothing_that_was_run_is_inconclusive() -> None:
    """Zero changes prove nothing."""
    assert drift_score([]).exit_code == 3


def test_a_clean_run_is_ok_and_an_unmet_change_is_not(assessments: Mapping[str, Assessment]) -> None:
    """Without findings the inconclusive ones decide."""
    clean = Assessment(
        "clean", planted="p", judged=[each for each in assessments["careful"].judged if not each.judgement.is_finding]
    )
    assert drift_score([system_score("shop", [clean], ())]).exit_code == 0
    one = clean.judged[0]
    doubtful = type(one)(one.mutant, type(one.judgement)(Verdict.INCONCLUSIVE))
    clean.judged.append(doubtful)
    assert drift_score([system_score("shop", [clean], ())]).exit_code == 3


def test_the_document_follows_its_published_schema(assessments: Mapping[str, Assessment]) -> None:
    """Whoever gates on it can rely on that."""
    document = json.loads(score(assessments, "careful", "careless").model_dump_json())
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert jsonschema_rs.validator_for(published).is_valid(document)
    assert not jsonschema_rs.validator_for(published).is_valid({**document, "exit_code": 7})


def test_the_published_schema_is_the_one_of_the_code() -> None:
    """It is written from the models."""
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == document_schema()


def test_options_name_what_is_the_changes_own(assessments: Mapping[str, Assessment]) -> None:
    """Not where it is and whom it concerns."""
    results = score(assessments, "careless").systems[0].probes[0].results
    changed = [
        each for each in results if each.operator == "response-property-type-changed" and each.place == "$.total"
    ]
    assert [each.options for each in changed] == [{"to": "string"}, {"to": "list"}, {"to": "object"}]


@pytest.mark.parametrize("name", ["careful", "careless"])
def test_what_is_read_is_part_of_the_score(assessments: Mapping[str, Assessment], name: str) -> None:
    """With its lines."""
    reads = score(assessments, name).systems[0].probes[0].reads
    assert all(each.lines and each.seen for each in reads)
