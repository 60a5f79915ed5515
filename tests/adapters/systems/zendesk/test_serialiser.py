"""From canonical records to what Zendesk is sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.canonical import Ticket, TicketChange
from adapters.systems.zendesk import serialiser

TICKET = Ticket(
    id="1",
    subject="s",
    text="t",
    created_at=datetime(2025, 10, 9, tzinfo=UTC),
    version="2025-10-09T00:00:00Z",
    tags=("vip", "b"),
)
CHANGE = TicketChange(key="k", team="cards", priority=None, tags=("b", "c"), note="n")


def test_a_plain_key_stays_readable_in_its_tag() -> None:
    """People who look at the ticket can tell what wrote on it."""
    assert serialiser.key_tag(serialiser.CHANGE_TAG, "abc-123_x") == "triage-abc-123_x"


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_different_keys_have_different_tags(one: str, other: str) -> None:
    """Also keys that Zendesk would write alike, such as those that differ in case only."""
    tags = {serialiser.key_tag(prefix, key) for prefix in ("triage-", "triagenote-") for key in (one, other)}
    assert len(tags) == (2 if one == other else 4)


@given(st.text(min_size=1, max_size=300))
def test_a_tag_is_made_of_characters_that_no_help_desk_changes(key: str) -> None:
    """What is read back is what was written."""
    assert re.fullmatch(r"triage-[a-z0-9_-]{1,80}", serialiser.key_tag(serialiser.CHANGE_TAG, key))


def test_tags_are_added_once_and_none_is_lost() -> None:
    """The ticket's own come first, in their order."""
    body = serialiser.change(TICKET, CHANGE, "7", "triage-k")["ticket"]
    assert isinstance(body, dict)
    assert body["tags"] == ["vip", "b", "c", "triage-k"]


@pytest.mark.parametrize(
    ("id", "written"), [("111", 111), ("X3FZ", "X3FZ"), ("007", "007"), ("\u0661", "\u0661"), ("0", "0")]
)
def test_an_id_is_written_as_it_was_read(id: str, written: int | str) -> None:
    """Numbers as numbers; anything that a number would change, as text."""
    body = serialiser.change(TICKET, CHANGE, id, "triage-k")["ticket"]
    assert isinstance(body, dict)
    assert body["group_id"] == written


def test_a_note_is_internal_and_bound_to_the_state() -> None:
    """Nothing but note, tags and stamp is written."""
    assert serialiser.note("2025-10-09T00:00:00Z", ["a"], "text", "triagenote-k") == {
        "ticket": {
            "tags": ["a", "triagenote-k"],
            "comment": {"body": "text", "public": False},
            "updated_stamp": "2025-10-09T00:00:00Z",
            "safe_update": True,
        }
    }
