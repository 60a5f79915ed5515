"""What is found out with one probe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from windtunnel.content.project import Project
from windtunnel.gate.assessment import SHARED_MIN, Assessment, assess
from windtunnel.gate.judging import Verdict
from windtunnel.gate.probes import Probe, Setting, probes_of
from windtunnel.kernel.errors import UsageError


def silent(assessment: Assessment) -> set[tuple[str, str]]:
    """Return operator and place of what was silent."""
    found = [each for each in assessment.judged if each.judgement.verdict is Verdict.SILENT]
    return {(each.mutant.operator, each.mutant.place) for each in found}


def test_a_careless_adapter_is_silent_where_a_careful_one_is_not(assessments: Mapping[str, Assessment]) -> None:
    """Missing fields, other types, and sums that no longer add up."""
    for change in (
        ("response-required-property-removed", "$.customer"),
        ("response-property-became-nullable", "$.total"),
        ("sem-unit-scaled", "$.total"),
        ("sem-text-padded", "$.customer"),
    ):
        assert change in silent(assessments["careless"])
        assert change not in silent(assessments["careful"])


def test_an_ignored_property_is_seen_in_the_system(assessments: Mapping[str, Assessment]) -> None:
    """The output of the adapter says nothing, the ledger of the system does."""
    assert ("request-property-removed", "state") in silent(assessments["careful"])


def test_nothing_is_lost_on_the_way(assessments: Mapping[str, Assessment]) -> None:
    """Every change is judged or would change nothing, and is so once."""
    for found in assessments.values():
        ids = [each.mutant.id for each in found.judged] + [each.id for each in found.unmet]
        assert len(ids) == len(set(ids)) > 150
        assert found.control_failed == ""
        assert found.planted
        assert found.seconds == 1.0


def test_the_simulator_is_asked_seldom(assessments: Mapping[str, Assessment]) -> None:
    """Only for what no run asked before."""
    found = assessments["careful"]
    assert found.asked < len(found.judged) / 3


def test_the_same_project_gives_the_same_verdicts(
    project: Project, probes: Mapping[str, Probe], assessments: Mapping[str, Assessment]
) -> None:
    """Chance comes from the seed and the change."""
    again = assess(project, "shop", probes["careless"], lambda: 0.0)
    assert again.judged == assessments["careless"].judged


def test_a_control_that_fails_gives_no_verdict(root: Path) -> None:
    """The reason is kept."""
    project = Project(root)
    (project.roots[0] / "windtunnel.toml").write_text(
        '[drift]\nprobes = "adapters.drift_probes:BROKEN"\n', encoding="utf-8"
    )
    found = assess(project, "shop", probes_of(project)["shop"][0], lambda: 0.0)
    assert found.control_failed == "the control failed: ShopError: out of order"
    assert found.judged == []


def test_a_control_that_is_not_repeatable_gives_no_verdict(project: Project, probes: Mapping[str, Probe]) -> None:
    """Or every difference would be taken for drift."""
    counted: list[int] = []

    async def run(setting: object) -> object:
        counted.append(1)
        return len(counted)

    found = assess(project, "shop", replace(probes["careful"], run=run), lambda: 0.0)  # type: ignore[type-var]  # it is
    assert found.control_failed.startswith("the control is not repeatable")


def test_a_probe_whose_output_is_no_data_is_the_users_fault(project: Project, probes: Mapping[str, Probe]) -> None:
    """Its output must be JSON."""

    async def run(setting: object) -> object:
        return object()

    with pytest.raises(UsageError, match="JSON"):
        assess(project, "shop", replace(probes["careful"], run=run), lambda: 0.0)  # type: ignore[type-var]  # it is


def test_two_processes_come_to_what_one_comes_to(project: Project, probes: Mapping[str, Probe]) -> None:
    """Sharing the work changes neither verdicts nor their order, nor how many runs there were."""
    alone, shared = (assess(project, "shop", probes["careful"], lambda: 0.0, jobs) for jobs in (1, 2))
    assert [(each.mutant.id, each.judgement) for each in alone.judged] == [
        (each.mutant.id, each.judgement) for each in shared.judged
    ]
    assert [each.id for each in alone.unmet] == [each.id for each in shared.unmet]
    assert (alone.runs, len(alone.judged) > SHARED_MIN) == (shared.runs, True)


def test_a_probe_of_which_nothing_is_seen_to_be_read_leads_to_no_verdict(
    project: Project, probes: Mapping[str, Probe]
) -> None:
    """An adapter whose way of decoding JSON is not watched must not pass because nothing could be changed."""

    async def blind(setting: Setting) -> object:
        async with httpx.AsyncClient(transport=setting.transport, base_url=setting.environment["ERP_URL"]) as client:
            answer = await client.post("/orders", json={"customer": "Ann", "total": 1.0, "lines": []})
            return b'"customer"' in answer.content

    found = assess(project, "shop", replace(probes["careful"], run=blind), lambda: 0.0)  # type: ignore[type-var]  # a dataclass
    assert "nothing was seen to be read of answers that hold JSON" in found.control_failed
    assert not found.judged
