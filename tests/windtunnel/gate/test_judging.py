"""Verdicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.contract.drift import Drift, read_drift
from windtunnel.gate.judging import Judgement, Verdict, difference, judge
from windtunnel.gate.mutants import Mutant
from windtunnel.gate.probes import Probe, probes_of
from windtunnel.gate.replayer import GoesOnForever, Outcome
from windtunnel.kernel.clock import EPOCH

from .shop import shop

FIELD = {"operator": "response-required-property-removed", "at": "$.total"}


class LoudError(Exception):
    """What a careful adapter raises."""


@pytest.fixture
def judged(tmp_path: Path) -> Any:
    """Return the verdict on outputs, by what changed."""
    project = Project(shop(tmp_path))
    contract = Contract.of_system(project, "shop")
    probe: Probe = replace(probes_of(project)["shop"][0], errors=(LoudError,))  # type: ignore[type-var]  # a dataclass

    def verdict(
        change: Mapping[str, Any],
        written: object,
        error: BaseException | None = None,
        *,
        effects: object = (),
        injected: int = 1,
    ) -> Judgement:
        description = read_drift({"on": "system", **change}, place="test")
        drift: Drift = description.build(contract, Random(1), EPOCH)
        drift.injected = injected
        mutant = Mutant("m", "readOrder", "$.total", description, {})
        control = Outcome(sinks({"id": "111", "total": 1, "degraded": []}, [["orders", "created", "1", {}]]))
        return judge(mutant, drift, Outcome(sinks(written, effects), error), control, probe)

    return verdict


def sinks(written: object, effects: object) -> bytes:
    """Return output as a run has it."""
    return json.dumps({"written": written, "effects": effects}, separators=(",", ":")).encode()


SAME = {"id": "111", "total": 1, "degraded": []}
EFFECTS = [["orders", "created", "1", {}]]


def test_the_six_verdicts(judged: Any) -> None:
    """Each from what was written, and how the run ended."""
    assert judged(FIELD, SAME, effects=EFFECTS).verdict is Verdict.SAME
    assert judged(FIELD, {**SAME, "total": None}, effects=EFFECTS).verdict is Verdict.SILENT
    assert judged(FIELD, {**SAME, "total": 2, "degraded": ["x"]}, effects=EFFECTS).verdict is Verdict.DEGRADED
    assert judged(FIELD, None, LoudError("no")).verdict is Verdict.LOUD
    assert judged(FIELD, None, KeyError("total")).verdict is Verdict.CRASH
    assert judged(FIELD, SAME, injected=0).verdict is Verdict.INCONCLUSIVE


def test_a_silent_verdict_says_what_became_wrong(judged: Any) -> None:
    """The place, before and after."""
    assert judged(FIELD, {**SAME, "total": 2}, effects=EFFECTS).reason == "written.total: 1 became 2"


def test_ids_in_their_new_form_are_the_same_ids(judged: Any) -> None:
    """They are opaque, so passing them on is right."""
    change = {"operator": "sem-id-prefixed", "at": "$.id"}
    assert judged(change, {**SAME, "id": "obj_111"}, effects=EFFECTS).verdict is Verdict.SAME
    assert judged(change, {**SAME, "id": "obj_112"}, effects=EFFECTS).verdict is Verdict.SILENT


def test_legal_data_is_followed(judged: Any) -> None:
    """A larger number is passed on, and that is no finding."""
    found = judged(
        {"operator": "response-property-max-increased", "at": "$.total"}, {**SAME, "total": 9}, effects=EFFECTS
    )
    assert (found.verdict, found.followed, found.is_finding) == (Verdict.SAME, True, False)


def test_an_alarm_on_an_addition_is_a_finding(judged: Any) -> None:
    """Vendors add fields every week."""
    found = judged({"operator": "response-optional-property-added", "at": "$.total"}, None, LoudError("what?"))
    assert (found.verdict, found.false_alarm, found.is_finding) == (Verdict.LOUD, True, True)


def test_an_error_after_a_wrong_write_is_silent(judged: Any) -> None:
    """What is written is written."""
    wrong = [["orders", "created", "1", {"total": 2}]]
    assert judged(FIELD, None, LoudError("late"), effects=wrong).verdict is Verdict.SILENT
    assert judged(FIELD, None, LoudError("late"), effects=EFFECTS).verdict is Verdict.LOUD


def test_what_the_system_ignored_is_the_systems_doing(judged: Any) -> None:
    """An error that says so is all that a consumer can do."""
    change = {"operator": "request-property-removed", "at": "total"}
    assert (
        judged(change, None, LoudError("ignored"), effects=[["orders", "created", "1", {"a": 1}]]).verdict
        is Verdict.LOUD
    )


def test_asking_without_end_is_a_crash(judged: Any) -> None:
    """Nobody meant it."""
    found = judged(FIELD, None, GoesOnForever())
    assert (found.verdict, found.is_finding) == (Verdict.CRASH, True)


def test_differences_name_the_first_place() -> None:
    """Long values are cut."""
    assert difference(b'{"a":[{"b":1}]}', b'{"a":[{"b":2}]}') == "a[0].b: 1 became 2"
    assert difference(b'{"a":[1]}', b'{"a":[]}') == "a: [1] became []"
    assert difference(b'{"a":1}', b'{"a":1,"b":2}') == "b: null became 2"
    assert "..." in difference(b'{"a":""}', json.dumps({"a": "x" * 500}).encode())
