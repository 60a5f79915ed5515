"""Recognising our own messages."""

from __future__ import annotations

import pytest

from adapters.canonical import Message
from adapters.errors import ContractError
from adapters.systems.directory import Entry
from adapters.systems.slack.normaliser import check_channel, entries, find, posted
from adapters.systems.slack.wire import Channel, Metadata, Posted, PostedContent, Said
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


@pytest.mark.parametrize(
    ("event_type", "key"),
    [
        ("ticket_triaged", ["k"]),
        ("ticket_triaged", None),
        ("ticket_triaged", ""),
        ("ticket_triaged", f" {MESSAGE.key} "),
        ("ticket_triaged", MESSAGE.key * 2),
        ("ticket_triaged ", MESSAGE.key),
        ("", MESSAGE.key),
    ],
)
def test_our_words_under_a_key_in_another_form_are_neither_ours_nor_anothers(event_type: str, key: object) -> None:
    """Posting again could say the same thing twice."""
    other = Metadata(event_type=event_type, event_payload={"idempotency_key": key})
    with pytest.raises(ContractError, match=r"messages\.0\.metadata"):
        find([said(1, metadata=other)], MESSAGE, "C1", PLACE)


def test_another_key_and_another_event_are_anothers() -> None:
    """The same words may be said about two tickets, or by another app."""
    messages = [
        said(1, metadata=Metadata(event_type="ticket_triaged", event_payload={"idempotency_key": "x9"})),
        said(2, metadata=Metadata(event_type="deployed", event_payload={})),
    ]
    assert find(messages, MESSAGE, "C1", PLACE) is None


def test_a_message_in_another_channel_is_not_confirmed() -> None:
    """The answer must be about what was asked."""
    with pytest.raises(ContractError, match="channel"):
        check_channel(Posted(ok=True, channel="C02", ts="1760000000.000001"), "C01", PLACE)


@pytest.mark.parametrize("payload", [None, {}, {"idempotency_key": "other"}])
def test_a_message_without_its_metadata_is_not_confirmed(payload: dict[str, object] | None) -> None:
    """It would not be found again, and would be posted twice."""
    metadata = None if payload is None else Metadata(event_type="ticket_triaged", event_payload=payload)
    content = PostedContent(text="x", metadata=metadata)
    with pytest.raises(ContractError, match=r"message\.metadata"):
        posted(Posted(ok=True, channel="C01", ts="1760000000.000001", message=content), MESSAGE, "C01", PLACE)


def test_slack_may_add_to_the_metadata() -> None:
    """An additional field is no alarm."""
    payload = {**dict(MESSAGE.fields), "idempotency_key": MESSAGE.key, "added_later": 1}
    content = PostedContent(text="x", metadata=Metadata(event_type="ticket_triaged", event_payload=payload))
    answer = Posted(ok=True, channel="C01", ts="1760000000.000001", message=content)
    assert posted(answer, MESSAGE, "C01", PLACE).key == MESSAGE.key


def test_channels_without_name_cannot_be_called() -> None:
    """Direct messages have none."""
    assert entries([Channel(id="D01"), Channel(id="C01", name="a")]) == (Entry("a", "C01"),)
