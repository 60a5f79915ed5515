"""What can go wrong in a scenario."""

from __future__ import annotations

import pytest

from windtunnel.explore.menu import DELIVERY_FAULTS, EXCHANGE_FAULTS, KINDS, OUTAGES, menu_of
from windtunnel.explore.schedule import WEBHOOK
from windtunnel.fault import KINDS as FAULT_KINDS
from windtunnel.kernel.errors import UnknownNameError

from ..scenario.rehearsing import errand
from .exploring import menu, plan


def test_places_are_what_a_calm_world_showed() -> None:
    """Operations with their counts, and deliveries to the subject."""
    assert list(menu().places()) == [("erp", "CreateParcel", 6), ("tracker", WEBHOOK, 6)]


def test_kinds_are_those_of_scenarios() -> None:
    """Besides them only drift and the jumping clock."""
    assert set(KINDS) - set(FAULT_KINDS) == {"clock-jump", "drift"}


def test_deaths_are_drawn_where_the_scenario_rehearses_them() -> None:
    """With the settings under which its subject survives; and nowhere else."""
    assert menu().kills == ["killed"]
    assert menu_of(errand(), {}, (), (), 6, 1.0).kills == []


def test_drift_is_what_the_scenario_rehearses_without_its_times() -> None:
    """When it ships is drawn."""
    drift = menu_of(errand(), {}, (), (), 6, 1.0).drift
    assert drift == [{"on": "helpdesk", "operator": "sem-date-format-changed", "at": "Ticket.opened_at"}]


def test_faults_fit_their_place() -> None:
    """Deliveries are doubled and forged, requests are not."""
    kinds = {str(fault["kind"]) for fault in menu().fitting("erp", "CreateParcel")}
    assert "lose-answer" in kinds
    assert "duplicate-delivery" not in kinds
    assert [fault["kind"] for fault in menu().fitting("tracker", WEBHOOK)] == [
        "duplicate-delivery",
        "reorder-delivery",
        "forge-delivery",
    ]


def test_only_the_kinds_asked_for_are_offered() -> None:
    """In every place."""
    some = menu_of(plan().scenario, {("erp", "CreateParcel"): 6}, (), (), 6, 1.0, ["refuse"])
    assert some.fitting("erp", "CreateParcel") == [{"kind": "refuse"}]
    assert some.fitting("tracker", WEBHOOK) == []


def test_an_unknown_kind_is_refused() -> None:
    """With what was probably meant."""
    with pytest.raises(UnknownNameError, match="did you mean 'lose-answer'"):
        menu_of(plan().scenario, {}, (), (), 6, 1.0, ["lost-answer"])


def test_a_menu_grows_by_what_worlds_show() -> None:
    """The largest count of an operation is kept."""
    grown = menu().grown({("erp", "FindParcel"): 2, ("erp", "CreateParcel"): 3})
    assert grown.operations == {("erp", "CreateParcel"): 6, ("erp", "FindParcel"): 2}


def test_what_lasts_has_cells_of_its_own() -> None:
    """Outages by role, expired tokens and cut quotas where there are any, deaths and jumps of the subject."""
    lasting = {cell[:2] for cell in menu().cells() if cell[3] == "lasting"}
    assert {("refuse", "erp"), ("stale-read", "erp"), ("kill-subject", "subject"), ("clock-jump", "subject")} <= lasting
    assert not {kind for kind, _ in lasting} & {"expire-tokens", "scale-quota"}


def test_every_kind_of_fault_on_requests_that_a_virtual_world_can_do_is_offered() -> None:
    """A kind that is added to the catalogue has to be drawn, or left out here with a reason."""
    left_out = {"partial-batch-success"}  # only systems that name the items of their batches can do it
    elsewhere = {"misbehaviour", "expire-tokens", "scale-quota", "kill-subject"}  # drawn from what the scenario has
    offered = {str(fault["kind"]) for fault in (*EXCHANGE_FAULTS, *OUTAGES, *DELIVERY_FAULTS)}
    assert set(FAULT_KINDS) - left_out == offered | elsewhere
    assert set(FAULT_KINDS) - left_out <= set(KINDS)
