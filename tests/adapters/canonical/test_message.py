"""Messages."""

from __future__ import annotations

from adapters.canonical import Message


def test_a_message_survives_the_way_through_a_queue() -> None:
    """Written as JSON and read back, key and fields are the same."""
    message = Message(key="k", channel="triage", text="Ticket 35", fields=(("ticket_id", "35"),))
    assert Message.model_validate_json(message.model_dump_json()) == message
