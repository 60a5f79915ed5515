"""What Slack holds, as the pipeline sees it."""

from __future__ import annotations

from collections.abc import Sequence

from ...canonical import Message, PostedMessage
from ..directory import Entry
from ..wire import Place
from .serialiser import EVENT_TYPE, KEY_FIELD, escape, payload
from .wire import Channel, Metadata, Posted, Said


def posted(answer: Posted, message: Message, channel_id: str, place: Place) -> PostedMessage:
    """Return what ``chat.postMessage`` confirmed.

    Raises:
        ContractError: the message stands there without the metadata by which it would be recognised, or with another.
    """
    if answer.message is not None and not _holds(answer.message.metadata, message):
        raise place.broken("is not the metadata that was sent", "message.metadata")
    return PostedMessage(channel=channel_id, id=answer.ts, key=message.key)


def check_channel(answer: Posted, channel_id: str, place: Place) -> None:
    """Raise ``ContractError`` when the message stands in another channel than the one asked for."""
    if answer.channel != channel_id:
        raise place.broken("is not the channel that was asked for", "channel")


def find(messages: Sequence[Said], message: Message, channel_id: str, place: Place) -> PostedMessage | None:
    """Return ``message`` when it is one of ``messages``.

    Raises:
        ContractError: a bot has said the same words, but Slack no longer tells the metadata by which our
            message is recognised, or tells it in another form, so that posting again could say it twice.
    """
    for said in messages:
        if said.metadata is not None and _carries(said.metadata, message.key):
            return PostedMessage(channel=channel_id, id=said.ts, key=message.key)
    words = escape(message.text)
    for index, said in enumerate(messages):
        if said.bot_id is not None and said.text == words and not _is_another(said.metadata, message.key):
            raise place.broken("does not tell whose a bot's message with our words is", f"messages.{index}.metadata")
    return None


def entries(channels: Sequence[Channel]) -> tuple[Entry, ...]:
    """Return the channels that have a name."""
    return tuple(Entry(channel.name, channel.id) for channel in channels if channel.name)


def _holds(metadata: Metadata | None, message: Message) -> bool:
    """Return whether metadata is what was sent with ``message``; Slack may have added to it."""
    if metadata is None or metadata.event_type != EVENT_TYPE:
        return False
    return all(metadata.event_payload.get(name) == value for name, value in payload(message).items())


def _is_another(metadata: Metadata | None, key: str) -> bool:
    """Return whether metadata tells a message from ours: another app's, or one of ours under another key.

    A key that holds ours, or begins it, is ours in a form that was never sent: padded, wrapped, cut off.
    """
    if metadata is None:
        return False
    if metadata.event_type and EVENT_TYPE not in metadata.event_type:
        return True
    theirs = metadata.event_payload.get(KEY_FIELD)
    return isinstance(theirs, str) and bool(theirs) and key not in theirs and not key.startswith(theirs)


def _carries(metadata: Metadata, key: str) -> bool:
    return metadata.event_type == EVENT_TYPE and metadata.event_payload.get(KEY_FIELD) == key
