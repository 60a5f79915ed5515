"""Recognising our own messages."""

from __future__ import annotations

import pytest

from adapters.canonical import Message
from adapters.errors import ContractError
from adapters.systems.directory import Entry
from adapters.systems.slack.normaliser import entries, find, posted
from adapters.systems.slack.wire import Channel, Metadata, Posted, Said
from adapters.systems.wire import Place

PLACE = Place("slack", "Web API", "conversations.history")
MESSAGE = Message(key="k", channel="C1", text="a & b")
OURS = Metadata(event_type="ticket_triaged", event_payload={"idempotency_key": "k"})


def said(number: int, **fields: object) -> Said:
    """Return a message."""
    return Said.model_validate({"ts": f"1760000000.{number:06}", "bot_id": "B1", "text": "a &amp; b"} | fields)


def test_a_message_is_recognised_by_its_key() -> None:
    """Whatever became of its text."""
    found = find([said(1, metadata=OURS, text="edited")], MESSAGE, "C1", PLACE)
    assert found is not None
    assert found.id == "1760000000.000001"


def test_our_key_counts_before_the_same_words() -> None:
    """A message without metadata does not hide ours on the same page."""
    assert find([said(2), said(1, metadata=OURS)], MESSAGE, "C1", PLACE) is not None


def test_the_same_words_of_a_bot_without_metadata_are_doubtful() -> None:
    """They may be ours."""
    with pytest.raises(ContractError, match=r"messages\.1\.metadata"):
        find([said(2, text="other"), said(1)], MESSAGE, "C1", PLACE)


def test_a_key_that_is_no_text_is_not_ours() -> None:
    """Payloads of other apps can hold anything."""
    other = Metadata(event_type="ticket_triaged", event_payload={"idempotency_key": ["k"]})
    assert find([said(1, metadata=other)], MESSAGE, "C1", PLACE) is None


def test_a_message_in_another_channel_is_not_confirmed() -> None:
    """The answer must be about what was asked."""
    with pytest.raises(ContractError, match="channel"):
        posted(Posted(ok=True, channel="C02", ts="1760000000.000001"), "C01", "k", PLACE)


def test_channels_without_name_cannot_be_called() -> None:
    """Direct messages have none."""
    assert entries([Channel(id="D01"), Channel(id="C01", name="a")]) == (Entry("a", "C01"),)
