"""The transformation log."""

from __future__ import annotations

from typing import Any

from adapters.masking import Secret
from adapters.patterns.reconcile.comparison import Discrepancy, Kind
from tests.adapters.patterns.reconcile.plant import Plant, announcement, planted, ticket

DIFFERENT = Discrepancy(kind=Kind.DIFFERENT, ticket=ticket(), announcement=announcement(priority="low"))


async def entry(plant: Plant) -> dict[str, Any]:
    """Return the only entry."""
    (found,) = await plant.transformations.latest(10)
    return dict(found)


def test_an_entry_tells_before_and_after_rule_and_correlation() -> None:
    """So that every change can be traced, and undone by hand."""

    async def scenario(plant: Plant) -> None:
        await plant.transformations.enter("run-1", "reconcile:7", DIFFERENT)
        found = await entry(plant)
        assert (found["run"], found["correlation"], found["ticket"]) == ("run-1", "reconcile:7", "7")
        assert (found["kind"], found["rule"], found["state"]) == ("different", "correct", "resolved")
        assert found["before"]["chat"]["priority"] == "low"
        assert found["after"]["chat"] == {"id": "100.1", "ticket_id": "7", "priority": "high"}

    planted(scenario)


def test_what_is_removed_has_no_after_in_the_chat() -> None:
    """And what is announced is marked."""

    async def scenario(plant: Plant) -> None:
        gone = Discrepancy(kind=Kind.ORPHANED, ticket=ticket(gone=True), announcement=announcement())
        missing = Discrepancy(kind=Kind.MISSING, ticket=ticket(marked=False))
        await plant.transformations.enter("run-1", "reconcile:7", gone)
        await plant.transformations.enter("run-1", "reconcile:7", missing)
        announced, removed = await plant.transformations.latest(10)
        told: Any = removed["after"], announced["before"], announced["after"]
        assert told[0]["chat"] is None
        assert told[1]["helpdesk"]["marked"] is False
        assert told[2]["helpdesk"]["marked"] is True

    planted(scenario)


def test_secrets_are_masked() -> None:
    """In the records as well as in the reasons."""

    async def scenario(plant: Plant) -> None:
        secret = Secret("hunter2-canary")
        leaking = DIFFERENT.model_copy(update={"announcement": announcement(priority=secret.reveal())})
        await plant.transformations.enter("run-1", "reconcile:7", leaking, f"refused {secret.reveal()}")
        rows = await plant.database.run("SELECT * FROM transformations", {})
        assert secret.reveal() not in str(rows)
        assert rows[0]["reason"] == "refused ***"
        assert rows[0]["after"] is None

    planted(scenario)


def test_failures_are_counted_by_ticket_and_kind() -> None:
    """Those of others do not count."""

    async def scenario(plant: Plant) -> None:
        await plant.transformations.enter("run-1", "reconcile:7", DIFFERENT, "refused")
        await plant.transformations.enter("run-2", "reconcile:7", DIFFERENT)
        other = DIFFERENT.model_copy(update={"kind": Kind.UNMARKED})
        assert await plant.transformations.failures(DIFFERENT) == 1
        assert await plant.transformations.failures(other) == 0

    planted(scenario)
