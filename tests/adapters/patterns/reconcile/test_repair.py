"""Discrepancies are resolved by their rules."""

from __future__ import annotations

import pytest

from adapters.errors import SystemUnavailable
from adapters.patterns.reconcile.comparison import Discrepancy, Kind, compare
from adapters.patterns.reconcile.records import Announcement, TicketState
from adapters.patterns.reconcile.repair import RULES
from tests.adapters.patterns.reconcile.plant import Plant, announcement, planted, ticket


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (ticket(marked=False), []),
        (ticket(), []),
        (ticket(), [announcement(priority="low")]),
        (ticket(marked=False), [announcement()]),
        (ticket(), [announcement(), announcement(message_id="100.2"), announcement(message_id="100.3")]),
        (ticket(gone=True), [announcement()]),
    ],
)
def test_afterwards_the_systems_agree(known: TicketState, said: list[Announcement]) -> None:
    """And to do it once more changes nothing."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(known)
        plant.world.said = list(said)
        discrepancies = compare([known], said)
        assert discrepancies
        for _ in range(2):
            for discrepancy in discrepancies:
                await plant.repairer.resolve(discrepancy)
            assert plant.world.agree()

    planted(scenario)


def test_every_kind_has_its_rule() -> None:
    """With a decision in words."""
    assert set(RULES) == set(Kind)
    assert all(rule.decision for rule in RULES.values())


def test_a_ticket_is_announced_as_it_is_now_and_looked_for_first() -> None:
    """Somebody may have said it before; a deleted ticket is left alone."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("7", marked=False))
        await plant.repairer.announce("7")
        await plant.repairer.announce("8")
        assert plant.world.agree()
        assert plant.world.doubts == [True]

    planted(scenario)


def test_failures_are_the_callers_business() -> None:
    """A note that cannot be written leaves the announcement there."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("7", marked=False))
        plant.world.failures["annotate"] = SystemUnavailable("away", system="zendesk")
        with pytest.raises(SystemUnavailable):
            await plant.repairer.announce("7")
        assert len(plant.world.said) == 1

    planted(scenario)


def test_a_discrepancy_without_its_announcement_is_a_defect() -> None:
    """Nothing is guessed."""

    async def scenario(plant: Plant) -> None:
        with pytest.raises(AssertionError):
            await plant.repairer.resolve(Discrepancy(kind=Kind.ORPHANED, ticket=ticket()))

    planted(scenario)
