"""What is said in a chat channel."""

from __future__ import annotations

from .base import Record


class Message(Record):
    """A message to post; ``key`` makes it recognisable in the channel's history, so it is never posted twice.

    ``fields`` travel with the message as machine-readable metadata.
    """

    key: str
    channel: str
    text: str
    fields: tuple[tuple[str, str], ...] = ()


class PostedMessage(Record):
    """A message that the chat system has confirmed."""

    channel: str
    id: str
    key: str
