"""Details of events."""

from __future__ import annotations

from typing import Any

from simulators.zendesk.webhooks import payloads

FIELDS = (
    "subject",
    "status",
    "custom_status_id",
    "priority",
    "type",
    "assignee_id",
    "group_id",
    "organization_id",
    "requester_id",
    "external_id",
    "brand_id",
    "ticket_form_id",
    "due_at",
    "problem_id",
    "follower_ids",
    "email_cc_ids",
)
TICKET: dict[str, Any] = {**dict.fromkeys(FIELDS), "tags": [], "custom_fields": []}


def test_an_update_that_changes_nothing_is_still_an_update() -> None:
    """The event that tells of all changes comes alone."""
    assert list(payloads.ticket_events(TICKET, TICKET, None)) == [("updated", {"changes": {}})]


def test_ids_are_text() -> None:
    """Numbers of records are written as text, as the vendor's events do."""
    after = {**TICKET, "group_id": 7, "custom_fields": [{"id": 5, "value": "x"}]}
    events = dict(payloads.ticket_events(TICKET, after, None))
    assert events["group_assignment_changed"] == {"current": "7", "previous": None}
    assert events["custom_field_changed"] == {"current": "x", "previous": None, "field": {"id": "5"}}


def test_what_is_not_set_of_a_user_is_empty() -> None:
    """Nulls are empty texts, missing ids are zero."""
    user = {
        "id": 1,
        "created_at": "c",
        "updated_at": "u",
        "default_group_id": None,
        "email": None,
        "external_id": None,
        "organization_id": None,
        "role": "end-user",
    }
    detail = payloads.user_detail(user)
    assert (detail["email"], detail["organization_id"], detail["id"]) == ("", "0", "1")
