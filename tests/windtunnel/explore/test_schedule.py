"""Schedules as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.explore.schedule import WEBHOOK, Jitter, Jump, Schedule, Spread, parse_schedule, read_schedule
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .exploring import strike

FULL = Schedule(
    strikes=(strike(2, kind="status", status=503), strike(0, "tracker", WEBHOOK, kind="duplicate-delivery")),
    disturbances=({"on": "erp", "kind": "refuse", "from": 1.0, "for": 5.0},),
    drift=({"on": "erp", "operator": "response-property-became-nullable", "at": "Parcel.id"},),
    jumps=(Jump(at=2, seconds=60),),
    arrivals=Spread(seed=3, within=0.5),
    latency=Jitter(seed=4, least=0.1, most=0.2),
    environment="killed",
)


def test_a_schedule_survives_being_written_and_read(tmp_path: Path) -> None:
    """Everything that it says is in its text."""
    (tmp_path / "schedule.json").write_text(FULL.text())
    assert read_schedule(tmp_path / "schedule.json") == FULL


def test_an_unknown_key_is_refused_with_what_was_meant(tmp_path: Path) -> None:
    """The message names the file and the place."""
    with pytest.raises(UsageError, match=r"x\.json: unknown key 'strike'; did you mean 'strikes'"):
        parse_schedule('{"strike": []}', tmp_path / "x.json")


def test_what_lasts_becomes_a_condition() -> None:
    """Outages and arrivals are the scenario's own vocabulary; strikes are not in it."""
    condition = Schedule(disturbances=FULL.disturbances, arrivals=FULL.arrivals).condition(None)
    assert [(fault.kind, fault.on, fault.until) for fault in condition.faults] == [("refuse", "erp", 6.0)]
    assert condition.arrivals is not None
    assert condition.arrivals.over == 0.5


def test_a_kind_that_does_not_exist_is_refused() -> None:
    """With what was probably meant."""
    with pytest.raises(UnknownNameError, match="did you mean 'refuse'"):
        strike(0, kind="refuses").description()


def test_every_part_is_told_in_a_line() -> None:
    """People read what a schedule does, faults first."""
    assert FULL.lines() == [
        "status (status 503) at CreateParcel #3 of erp",
        "duplicate-delivery at delivery #1 of tracker",
        "refuse (from 1.0, for 5.0) on erp",
        "drift response-property-became-nullable on erp",
        "clock-jump by +60 s at 2 s",
        "arrivals within 0.5 s (seed 3)",
        "latency 0.1 to 0.2 s (seed 4)",
        "settings of the condition killed",
    ]


def test_circumstances_are_no_faults() -> None:
    """Arrivals and latency do not count when faults are counted."""
    assert FULL.faults == 5
    assert Schedule(arrivals=FULL.arrivals, latency=FULL.latency).faults == 0
