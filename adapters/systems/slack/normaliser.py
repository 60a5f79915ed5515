"""What Slack holds, as the pipeline sees it."""

from __future__ import annotations

from collections.abc import Sequence

from ...canonical import Message, PostedMessage
from ..directory import Entry
from ..wire import Place
from .serialiser import EVENT_TYPE, KEY_FIELD, escape
from .wire import Channel, Metadata, Posted, Said


def posted(answer: Posted, channel_id: str, key: str, place: Place) -> PostedMessage:
    """Return what ``chat.postMessage`` confirmed.

    Raises:
        ContractError: the message stands in another channel than the one asked for.
    """
    if answer.channel != channel_id:
        raise place.broken("is not the channel that was asked for", "channel")
    return PostedMessage(channel=channel_id, id=answer.ts, key=key)


def find(messages: Sequence[Said], message: Message, channel_id: str, place: Place) -> PostedMessage | None:
    """Return ``message`` when it is one of ``messages``.

    Raises:
        ContractError: a bot has said the same words, but Slack no longer tells the metadata by which our
            message is recognised, so that posting again could say it twice.
    """
    for said in messages:
        if said.metadata is not None and _carries(said.metadata, message.key):
            return PostedMessage(channel=channel_id, id=said.ts, key=message.key)
    words = escape(message.text)
    for index, said in enumerate(messages):
        if said.metadata is None and said.bot_id is not None and said.text == words:
            raise place.broken("is missing from a bot's message with our words", f"messages.{index}.metadata")
    return None


def entries(channels: Sequence[Channel]) -> tuple[Entry, ...]:
    """Return the channels that have a name."""
    return tuple(Entry(channel.name, channel.id) for channel in channels if channel.name)


def _carries(metadata: Metadata, key: str) -> bool:
    return metadata.event_type == EVENT_TYPE and metadata.event_payload.get(KEY_FIELD) == key
