"""The drift score of a receiver."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from windtunnel.content.project import Project
from windtunnel.gate.assessment import Assessment
from windtunnel.gate.delivery_assessment import CarelessReceiver, assess_deliveries, judge_again
from windtunnel.gate.judging import Verdict
from windtunnel.kernel.errors import InconclusiveError

from .doors import ROOT, SYSTEM, TICKET, Door, careful, careless, counting, failing


@cache
def assessed(careless_one: bool) -> Assessment:
    """Return what was found out with a receiver."""
    door = Door(careless if careless_one else careful)
    return assess_deliveries(Project(ROOT), SYSTEM, door, lambda: 0.0)


def verdicts(assessment: Assessment) -> dict[str, set[Verdict]]:
    """Return the verdicts by operator."""
    found: dict[str, set[Verdict]] = {}
    for each in assessment.judged:
        found.setdefault(each.mutant.operator, set()).add(each.judgement.verdict)
    return found


DELIVERY_OPERATORS = [
    "sem-signature-scheme-changed",
    "sem-delivery-header-renamed",
    "sem-payload-wrapped",
    "sem-payload-batched",
    "sem-event-type-renamed",
]


@pytest.mark.parametrize("operator", DELIVERY_OPERATORS)
def test_a_careful_receiver_refuses_what_changed(operator: str) -> None:
    """Signature, headers and form of webhooks are noticed by who checks them."""
    assert verdicts(assessed(False))[operator] == {Verdict.LOUD}


def test_a_careless_receiver_takes_any_signature_and_forgets_what_it_does_not_know() -> None:
    """An unverified webhook is taken as if nothing had changed, an unknown event is acknowledged and forgotten."""
    found = verdicts(assessed(True))
    assert found["sem-signature-scheme-changed"] == {Verdict.SAME}
    assert found["sem-event-type-renamed"] == {Verdict.SILENT}
    assert found["sem-payload-wrapped"] == {Verdict.SILENT}


def test_fields_that_are_read_of_payloads_change_too() -> None:
    """With the line that reads each; what goes missing is silent where nobody looks, and loud where somebody does."""
    removed = [each for each in assessed(True).judged if each.mutant.operator == "response-required-property-removed"]
    assert {each.mutant.place for each in removed} == {"$.type", "$.detail", "$.detail.id"}
    assert all(str(each.mutant.lines[0]).startswith("tests/windtunnel/gate/doors.py:") for each in removed)
    assert {each.judgement.verdict for each in removed if each.mutant.place == "$.detail.id"} == {Verdict.SILENT}
    assert verdicts(assessed(False))["response-required-property-removed"] == {Verdict.LOUD}


def test_control_and_planted_change_come_first() -> None:
    """Both were tried in the same run, and every judged change was met."""
    found = assessed(False)
    assert not found.control_failed
    assert found.planted.startswith("response-required-property-removed at webhook $.")
    assert Counter(each.judgement.verdict for each in found.judged)[Verdict.INCONCLUSIVE] == 0
    assert found.runs == len(found.judged) > 20


BROKEN = [
    (Door(failing), "the control failed: DoorError: closed"),
    (Door(counting), "the control is not repeatable"),
    (Door(careful, arrivals=()), "no webhook with a JSON payload was sent"),
]


@pytest.mark.parametrize(("door", "reason"), BROKEN)
def test_a_control_that_fails_leads_to_no_verdict(door: Door, reason: str) -> None:
    """Nothing is concluded from a receiver that fails by itself, is never the same, or is told nothing."""
    found = assess_deliveries(Project(ROOT), SYSTEM, door, lambda: 0.0)
    assert reason in found.control_failed
    assert not found.judged


def test_one_change_can_be_judged_again() -> None:
    """By its id; one that does not exist is no pass."""
    wanted = next(each for each in assessed(True).judged if each.mutant.operator == "sem-event-type-renamed")
    again = judge_again(Project(ROOT), SYSTEM, Door(careless), wanted.mutant.id)
    assert again == wanted.judgement
    with pytest.raises(InconclusiveError, match="there is no change nonsense any more"):
        judge_again(Project(ROOT), SYSTEM, Door(careless), "nonsense")


def test_the_careless_one_is_a_receiver() -> None:
    """What is planted goes through the same door as what is judged."""
    assert CarelessReceiver("id", arrivals=(TICKET,)).arrivals == (TICKET,)
