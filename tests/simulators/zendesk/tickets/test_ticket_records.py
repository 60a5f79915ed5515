"""What a ticket holds."""

from __future__ import annotations

from simulators.zendesk.tickets.ticket_records import CREATABLE, UPDATABLE

from ..desk import Desk

RECORDED = [
    "url",
    "id",
    "external_id",
    "via",
    "created_at",
    "updated_at",
    "generated_timestamp",
    "type",
    "subject",
    "raw_subject",
    "description",
    "priority",
    "status",
    "recipient",
    "requester_id",
    "submitter_id",
    "assignee_id",
    "organization_id",
    "group_id",
    "collaborator_ids",
    "follower_ids",
    "email_cc_ids",
    "forum_topic_id",
    "problem_id",
    "has_incidents",
    "is_public",
    "due_at",
    "tags",
    "custom_fields",
    "satisfaction_rating",
    "sharing_agreement_ids",
    "custom_status_id",
    "fields",
    "followup_ids",
    "ticket_form_id",
    "brand_id",
    "allow_channelback",
    "allow_attachments",
    "from_messaging_channel",
]


def test_the_fields_stand_in_the_vendors_order(desk: Desk) -> None:
    """A ticket has the members that were recorded, in their order."""
    assert list(desk.ticket()) == RECORDED


def test_an_empty_ticket_has_the_vendors_defaults(desk: Desk) -> None:
    """Nulls where nothing is known, the default form and brand."""
    ticket = desk.ticket()
    assert (ticket["status"], ticket["priority"], ticket["type"], ticket["group_id"]) == ("new", None, None, None)
    assert ticket["satisfaction_rating"] == {"score": "unoffered"}
    assert ticket["ticket_form_id"] == desk.get("/ticket_forms.json")["ticket_forms"][0]["id"]
    assert ticket["brand_id"] == desk.get("/brands.json")["brands"][0]["id"]


def test_what_only_a_new_ticket_takes() -> None:
    """A description makes the first comment; later it cannot be written."""
    assert CREATABLE > UPDATABLE
    assert "description" in CREATABLE - UPDATABLE
