"""A message, as Slack wants it."""

from __future__ import annotations

from ...canonical import Message

EVENT_TYPE = "ticket_triaged"
KEY_FIELD = "idempotency_key"

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def post(message: Message, channel_id: str) -> dict[str, object]:
    """Return the body of ``chat.postMessage``; the metadata carries the fields and the key."""
    return {
        "channel": channel_id,
        "text": escape(message.text),
        "metadata": {"event_type": EVENT_TYPE, "event_payload": payload(message)},
    }


def payload(message: Message) -> dict[str, object]:
    """Return what the metadata of ``message`` carries."""
    return {**dict(message.fields), KEY_FIELD: message.key}


def escape(text: str) -> str:
    """Return ``text`` so that Slack shows it as it is: no mention, channel or link can hide in it."""
    return text.translate(_ENTITIES)
