"""The planted change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from windtunnel.content.project import Project
from windtunnel.gate import planted
from windtunnel.gate.bench import open_bench
from windtunnel.gate.judging import Judgement, Verdict
from windtunnel.gate.planted import find_planted
from windtunnel.gate.probes import Probe
from windtunnel.gate.recording import Recording
from windtunnel.gate.replayer import Outcome
from windtunnel.kernel.errors import InconclusiveError
from windtunnel.world.http import Chunk, Response


def test_a_careless_consumer_is_found(project: Project, probes: Mapping[str, Probe]) -> None:
    """At the first field of the first answer that holds one."""
    with open_bench() as bench:
        recording = Recording(project, "shop", probes["careful"])
        control = bench.run(probes["careful"], recording)
        found = find_planted(bench, recording, control)
    assert found == "response-required-property-removed at createOrder $.id"


def test_a_judge_that_sees_nothing_makes_the_run_worthless(
    project: Project, probes: Mapping[str, Probe], monkeypatch: pytest.MonkeyPatch
) -> None:
    """This is what the planted change is for."""

    def blind(*given: Any) -> Judgement:
        return Judgement(Verdict.SAME)

    monkeypatch.setattr(planted, "judge", blind)
    with open_bench() as bench:
        recording = Recording(project, "shop", probes["careful"])
        control = bench.run(probes["careful"], recording)
        with pytest.raises(InconclusiveError, match="was not found: same"):
            find_planted(bench, recording, control)


def test_without_any_field_nothing_can_be_planted(project: Project, probes: Mapping[str, Probe]) -> None:
    """And so nothing is proved."""
    with (
        open_bench() as bench,
        pytest.raises(InconclusiveError, match="no answer holds a field"),
    ):
        find_planted(bench, Recording(project, "shop", probes["careful"]), Outcome())


def test_streams_hold_fields_in_their_events(project: Project, probes: Mapping[str, Probe]) -> None:
    """The first event with one."""
    with open_bench() as bench:
        recording = Recording(project, "shop", probes["careful"])
        turn = bench.run(probes["careful"], recording).turns[0]
        body = b'data: {"choices": []}\n\ndata: {"usage": {"total": 3}}\n\n'
        turn.response = Response(200, [("Content-Type", "text/event-stream")], chunks=(Chunk(body),))
        assert list(planted._path(turn)) == ["usage", "total"]
