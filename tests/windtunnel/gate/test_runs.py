"""One run for each change, and none where its outcome is known."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from windtunnel.content.project import Project
from windtunnel.contract.drift import read_drift
from windtunnel.gate.assessment import control_of
from windtunnel.gate.bench import open_bench
from windtunnel.gate.mutants import Mutant, mutants
from windtunnel.gate.probes import Probe
from windtunnel.gate.recording import Recording
from windtunnel.gate.requests_made import said_in
from windtunnel.gate.runs import Runs


def mutant(operation: str = "readOrder", **data: object) -> Mutant:
    """Return a change."""
    description = read_drift({"on": "system", "operations": [operation], **data}, place="test")
    return Mutant("m", operation, str(data.get("at", "")), description, {"type": ["number"]})


def runs_of(project: Project, probe: Probe, *changes: Mutant) -> list[int]:
    """Return how many runs there were after each change; -1 where it changes nothing."""
    with open_bench() as bench:
        recording = Recording(project, "shop", probe)
        runs = Runs(bench, recording, probe, bench.run(probe, recording))
        return [runs.made if runs.of(change) is not None else -1 for change in changes]


SCALED = mutant(operator="sem-unit-scaled", at="$.total", factor=100)
REMOVED = mutant(operator="response-required-property-removed", at="$.total")
REMOVED_TOO = mutant(operator="response-optional-property-removed", at="$.total")
MISSED = mutant(operator="sem-unit-scaled", at="$.nothing")


def test_what_changes_nothing_is_not_run(project: Project, probes: Mapping[str, Probe]) -> None:
    """It would be the control again."""
    assert runs_of(project, probes["careless"], MISSED, SCALED, MISSED) == [-1, 1, -1]


def test_changes_that_give_the_same_answers_share_a_run(project: Project, probes: Mapping[str, Probe]) -> None:
    """A field that is gone is gone, under whatever name."""
    assert runs_of(project, probes["careless"], REMOVED, REMOVED_TOO, SCALED) == [1, 1, 2]


def test_refusals_with_the_same_words_share_a_run(project: Project, probes: Mapping[str, Probe]) -> None:
    """And those of another operation do not."""
    refusals = [
        mutant(operator="new-required-request-parameter"),
        mutant(operator="new-required-request-parameter", parameter="other"),
        mutant("createOrder", operator="new-required-request-parameter"),
    ]
    assert runs_of(project, probes["careless"], *refusals) == [1, 1, 2]


@pytest.mark.parametrize("name", ["careful", "careless"])
def test_a_shared_run_is_the_run_that_would_have_been_made(
    project: Project, probes: Mapping[str, Probe], name: str
) -> None:
    """For every change of a probe: the same output, the same kind of error, the same count."""
    probe = probes[name]
    with open_bench() as bench:
        recording = Recording(project, "shop", probe)
        reads, control = control_of(bench, recording, probe, project.roots[0])
        runs = Runs(bench, recording, probe, control)
        for each in mutants(recording.contract, reads, said_in(control.turns)):
            found = runs.of(each)
            drift, outcome = bench.run_changed(probe, recording, each)
            shared = (
                (control.sinks, "", 0) if found is None else (found[1].sinks, repr(found[1].error), found[0].injected)
            )
            alone = (outcome.sinks, repr(outcome.error) if found else "", drift.injected)
            assert shared == alone, each.operator
