"""Scenarios shrunk for the wire world."""

from __future__ import annotations

import pytest

from windtunnel.scenario.model import Arrivals, Redeployment, Wire
from windtunnel.scenario.scaling import on_the_wire, terms_of
from windtunnel.scenario.slo import read_thresholds

from .rehearsing import errand

SCENARIO = errand().model_copy(update={"wire": Wire(scale=0.1, environment={"A": "1", "B": "1"})})


def test_the_schedule_shrinks_and_the_subject_does_not() -> None:
    """Arrivals, faults, quiet and deadline; what a fault itself takes stays."""
    scaled = on_the_wire(SCENARIO, "silent")
    fault, before = scaled.conditions["silent"].faults[0], SCENARIO.conditions["silent"].faults[0]
    assert fault.from_ == pytest.approx(before.from_ * 0.1)
    assert fault.for_ == pytest.approx((before.for_ or 0.0) * 0.1)
    assert scaled.workload.arrivals.every == pytest.approx(0.05)
    assert scaled.quiet == pytest.approx(SCENARIO.quiet * 0.1)
    assert scaled.conditions["silent"].environment == {"A": "1", "B": "1"}


@pytest.mark.parametrize(
    ("rate", "arrivals"), [("poisson", {"poisson": 2.0}), ("at_most", {"over": 9.0, "at_most": 2.0})]
)
def test_a_rate_grows_as_times_shrink(rate: str, arrivals: dict[str, float]) -> None:
    """Ten times faster is ten times as many a second."""
    workload = SCENARIO.workload.model_copy(update={"arrivals": Arrivals(**arrivals)})
    scaled = on_the_wire(SCENARIO.model_copy(update={"workload": workload}), "calm")
    assert getattr(scaled.workload.arrivals, rate) == pytest.approx(20.0)


def test_redeployments_come_earlier() -> None:
    """They are part of the schedule."""
    condition = SCENARIO.conditions["calm"].model_copy(update={"redeploy": (Redeployment(at=30.0),)})
    scenario = SCENARIO.model_copy(update={"conditions": {**SCENARIO.conditions, "calm": condition}})
    (scaled,) = on_the_wire(scenario, "calm").conditions["calm"].redeploy
    assert scaled.at == pytest.approx(3.0)


def test_a_condition_has_terms_of_its_own_and_adds_settings() -> None:
    """Its own setting goes before the scenario's."""
    condition = SCENARIO.conditions["calm"].model_copy(update={"wire": Wire(scale=0.5, environment={"B": "2"})})
    scenario = SCENARIO.model_copy(update={"conditions": {**SCENARIO.conditions, "calm": condition}})
    terms = terms_of(scenario, "calm")
    assert (terms.scale, terms.environment) == (0.5, {"A": "1", "B": "2"})


def test_quiet_never_shrinks_below_what_a_process_needs() -> None:
    """A second of silence proves nothing."""
    short = SCENARIO.model_copy(update={"quiet": 20.0})
    assert on_the_wire(short, "calm").quiet == 5.0


def test_a_run_that_finds_no_quiet_is_given_up_in_time() -> None:
    """Twelve hours at full length are five minutes, or three times the quiet that was asked for."""
    long = SCENARIO.model_copy(update={"deadline": 43_200.0, "wire": Wire(scale=1.0, quiet=10.0)})
    assert on_the_wire(long, "calm").deadline == 300.0
    patient = long.model_copy(update={"wire": Wire(scale=1.0, quiet=150.0)})
    assert on_the_wire(patient, "calm").deadline == 450.0


def test_a_forgery_that_takes_a_quarter_of_an_hour_is_left_to_the_virtual_world() -> None:
    """The window of the vendor's signature does not shrink."""
    (fault,) = on_the_wire(SCENARIO, "forged").conditions["forged"].faults
    assert fault.model_dump()["flaws"] == ("unsigned", "bad-signature", "tampered")


def test_what_must_be_exercised_can_be_less_there() -> None:
    """A few events open no breaker."""
    condition = SCENARIO.conditions["calm"].model_copy(update={"wire": Wire(exercises=("no-lost-event",))})
    scenario = SCENARIO.model_copy(update={"conditions": {**SCENARIO.conditions, "calm": condition}})
    assert on_the_wire(scenario, "calm").conditions["calm"].exercises == ("no-lost-event",)
    assert on_the_wire(SCENARIO, "calm").conditions["calm"].exercises == SCENARIO.conditions["calm"].exercises


def test_thresholds_there_stand_in_place_of_those_of_the_same_metric_and_phase() -> None:
    """The condition's own before the scenario's; the others stay, and none is added."""
    given = read_thresholds({"acknowledgement": "p(99)<3s", "success": "rate>=0.9", "latency": "max<1s"})
    usual = {"acknowledgement": "p(99)<20s", "latency": "max<1m", "latency{phase:baseline}": "max<1m"}
    own = Wire(slo=read_thresholds({"acknowledgement": ["avg<9s", "max<30s"]}))
    condition = SCENARIO.conditions["calm"].model_copy(update={"slo": given, "wire": own})
    scenario = SCENARIO.model_copy(update={"wire": Wire(slo=read_thresholds(usual)), "conditions": {"calm": condition}})
    scaled = on_the_wire(scenario, "calm").conditions["calm"].slo
    assert scaled is not None
    assert [each.name for each in scaled] == [
        "success rate>=0.9",
        "latency max<1m",
        "acknowledgement avg<9s",
        "acknowledgement max<30s",
    ]
