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
    return read(wire.TicketAnswer, {"ticket": ticket() | fields, "users": []}, PLACE).ticket


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


def test_tags_have_no_order() -> None:
    """Zendesk may tell them in any."""
    assert normaliser.ticket(answered(tags=["b", "a"]), email=None, team=None).tags == ("a", "b")


def test_a_subject_that_is_not_the_raw_one_is_not_believed() -> None:
    """Both are the same text, unless the raw one holds a placeholder."""
    with pytest.raises(ContractError, match="is not raw_subject"):
        normaliser.check_ticket(answered(subject="Card not arr"), TICKET_ID, NOW, PLACE)
    normaliser.check_ticket(answered(subject="Hello", raw_subject="{{dc.hello}}"), TICKET_ID, NOW, PLACE)
    normaliser.check_ticket(answered(raw_subject=None), TICKET_ID, NOW, PLACE)


BODY = {"ticket": {"group_id": 111, "priority": "high", "tags": ["t"], "comment": {"body": "a\nb", "public": False}}}
COMMENT = {"type": "Comment", "body": "a\r\nb", "public": False}


def written(events: object = None, **fields: object) -> wire.UpdateAnswer:
    """Return what an update answered."""
    there = ticket() | {"group_id": 111, "priority": "high", "tags": ["t"]} | fields
    audit = {} if events is None else {"events": events}
    return read(wire.UpdateAnswer, {"ticket": there, "audit": audit}, PLACE)


def test_an_update_that_did_what_was_asked_passes() -> None:
    """Line ends do not count; without an audit the tag is all there is."""
    normaliser.check_written(written([{"type": "Change"}, COMMENT]), BODY, "t", PLACE)
    normaliser.check_written(written(None, group_id=None), BODY, "t", PLACE)


@pytest.mark.parametrize(
    ("events", "fields", "field"),
    [
        ([COMMENT], {"tags": []}, "ticket.tags"),
        ([COMMENT], {"group_id": 112}, "ticket.group_id"),
        ([COMMENT], {"group_id": None}, "ticket.group_id"),
        ([COMMENT], {"priority": "low"}, "ticket.priority"),
        ([], {}, "audit.events"),
        ([COMMENT | {"public": True}], {}, "audit.events"),
        ([COMMENT | {"body": "a"}], {}, "audit.events"),
    ],
)
def test_an_update_of_which_a_part_was_ignored_is_told(
    events: list[dict[str, object]], fields: dict[str, object], field: str
) -> None:
    """A public note is seen by the customer."""
    with pytest.raises(ContractError) as caught:
        normaliser.check_written(written(events, **fields), BODY, "t", PLACE)
    assert caught.value.field == field
