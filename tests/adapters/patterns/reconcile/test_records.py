"""The message that announces a ticket."""

from __future__ import annotations

from adapters.patterns.reconcile.records import key_of, message_for
from tests.adapters.patterns.reconcile.plant import ticket


def test_the_message_is_the_same_whoever_says_it() -> None:
    """One key per ticket, and nothing in it but the ticket's facts."""
    message = message_for(ticket("7"), "tickets")
    assert message.key == key_of("7") == "announce:7"
    assert message == message_for(ticket("7", marked=False), "tickets")
    assert dict(message.fields)["priority"] == "high"
