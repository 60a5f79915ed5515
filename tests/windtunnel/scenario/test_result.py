"""Results as data."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs

from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import schema, summary

from .rehearsing import PROJECT

PUBLISHED = Path(__file__).resolve().parents[3] / "docs" / "schemas" / "run.schema.json"


def test_the_published_schema_is_the_one_of_the_code() -> None:
    """``make generated`` writes it anew."""
    assert json.loads(PUBLISHED.read_text()) == schema()


def test_what_run_prints_and_what_it_writes_fit_the_schema() -> None:
    """With and without timelines and histories."""
    result = rehearse(PROJECT, Request(("errand",), ("calm", "answers-lost"), count=10, jobs=1))
    validator = jsonschema_rs.Draft202012Validator(json.loads(PUBLISHED.read_text()))
    assert validator.is_valid(summary(result))
    assert validator.is_valid(result.model_dump(mode="json"))


def test_the_summary_leaves_out_what_only_reports_need() -> None:
    """No timelines; names, verdicts, digests and counts stay."""
    result = rehearse(PROJECT, Request(("errand",), ("calm",), count=5, jobs=1))
    condition = summary(result)["scenarios"][0]["conditions"][0]
    assert "timeline" not in condition
    assert {"name", "verdict", "digest", "invariants", "faults", "slo"} <= set(condition)
