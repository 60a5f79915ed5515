"""From Zendesk's records to canonical ones."""

from __future__ import annotations

import pytest

from adapters.errors import ContractError
from adapters.systems.directory import Entry
from adapters.systems.wire import Place, read
from adapters.systems.zendesk import normaliser, wire
from tests.adapters.systems.vendor import NOW

from .player import TICKET_ID, ticket

PLACE = Place("zendesk", "v2", "ShowTicket")


def answered(**fields: object) -> wire.Ticket:
    """Return a ticket as it was read."""
    return read(wire.TicketAnswer, {"ticket": ticket() | fields}, PLACE).ticket


@pytest.mark.parametrize("priority", ["low", "normal", "high", "urgent", None])
def test_every_priority_of_the_vendor_has_its_own(priority: str | None) -> None:
    """The vendor's words are the canonical ones; no priority stays none."""
    assert normaliser.ticket(answered(priority=priority), email=None, team=None).priority == priority


def test_the_version_is_the_time_of_the_update_as_sent() -> None:
    """It goes back to the vendor as ``updated_stamp``."""
    assert normaliser.ticket(answered(), email=None, team=None).version == ticket()["updated_at"]


def test_a_plausible_ticket_passes() -> None:
    """Nothing is raised at the edge of the clock's skew."""
    found = answered(updated_at="2025-10-09T08:53:20Z")
    normaliser.check_ticket(found, TICKET_ID, NOW, PLACE)


def test_a_ticket_from_the_future_is_implausible() -> None:
    """Later than now and the skew together cannot be."""
    with pytest.raises(ContractError, match="lies in the future"):
        normaliser.check_ticket(answered(), TICKET_ID, NOW - 3600.0, PLACE)


def test_deleted_groups_are_no_teams() -> None:
    """Tickets cannot be given to them."""
    groups = [wire.Group(id="1", name="a", deleted=False), wire.Group(id="2", name="b", deleted=True)]
    assert normaliser.entries(groups) == (Entry("a", "1"),)
