"""Drift at work."""

from __future__ import annotations

from windtunnel.contract.drift import Drift
from windtunnel.world.exchange import Exchange, conduct
from windtunnel.world.http import Request

from .drifting import RECORD, Desk, make, pass_through


def test_the_change_ships_and_is_taken_back() -> None:
    """Only between its times."""
    drift = make("response-required-property-removed", **{"from": "10s", "for": "10s"})
    present = ["subject" in pass_through(drift, {"ticket": RECORD}, at=at)[0]["ticket"] for at in (0, 10, 19, 20)]
    assert present == [True, False, False, True]


def test_a_partial_roll_out_changes_only_some_answers() -> None:
    """Every second one here."""
    drift = make("response-required-property-removed", every=2)
    present = ["subject" in pass_through(drift, {"ticket": RECORD})[0]["ticket"] for _ in range(4)]
    assert present == [True, False, True, False]
    assert drift.injected == 2


def test_a_changed_answer_is_marked() -> None:
    """The journal can tell which answers were touched."""
    drift: Drift = make("response-required-property-removed")
    exchange = Exchange("desk", "ShowTicket", {}, Request("GET", "/tickets/111"), 0.0)
    conduct(exchange, Desk({"ticket": RECORD}), [drift])
    assert exchange.faults == ["response-required-property-removed@Ticket.subject"]


def test_an_answer_without_the_field_is_not_counted() -> None:
    """What was not changed was not injected."""
    drift = make("response-required-property-removed")
    pass_through(drift, {"ticket": {"id": 1}})
    assert drift.injected == 0


def test_only_the_operations_that_are_named_change() -> None:
    """Others, and all without a limit, are another matter."""
    drift = make("response-required-property-removed", operations=["ListTickets"])
    assert pass_through(drift, {"ticket": RECORD})[0] == {"ticket": RECORD}
    drift = make("response-required-property-removed", operations=["ShowTicket"])
    assert "subject" not in pass_through(drift, {"ticket": RECORD})[0]["ticket"]
