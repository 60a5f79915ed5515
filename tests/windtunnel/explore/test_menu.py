"""What can go wrong in a scenario."""

from __future__ import annotations

import pytest

from windtunnel.explore.menu import KINDS, menu_of
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
