"""What Slack sends, as far as triage reads it (Web API).

Sources: the vendor's method pages and SDKs. Every answer is an envelope with ``ok``; times of messages are
text, ``1503435956.000247``, and identify a message within its channel.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ..wire import Wire

ChannelId = Annotated[str, Field(pattern=r"^[CGD][A-Z0-9]{2,}$", max_length=64)]
Timestamp = Annotated[str, Field(pattern=r"^[0-9]{10}\.[0-9]{6}$")]


class Envelope(Wire):
    """What every answer has."""

    ok: bool


class Refusal(Wire):
    """An answer that is not ok; ``error`` is a code from an open list."""

    ok: Literal[False]
    error: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]


class Metadata(Wire):
    """What an app attached to its message."""

    event_type: str
    event_payload: dict[str, Any]


class PostedContent(Wire):
    """The message as it stands in the channel; ``metadata`` is missing where Slack did not take it."""

    text: str
    metadata: Metadata | None = None


class Posted(Wire):
    """The answer of ``chat.postMessage``."""

    ok: Literal[True]
    channel: ChannelId
    ts: Timestamp
    message: PostedContent | None = None


class Said(Wire):
    """A message in a channel's history."""

    ts: Timestamp
    text: str = ""
    bot_id: str | None = None
    metadata: Metadata | None = None


class ResponseMetadata(Wire):
    """Cursor paging; the cursor is empty on the last page."""

    next_cursor: str = ""


class HistoryPage(Wire):
    """One page of ``conversations.history``, newest message first."""

    ok: Literal[True]
    messages: list[Said]
    has_more: bool
    response_metadata: ResponseMetadata = ResponseMetadata()


class Channel(Wire):
    """A channel; direct messages have no name."""

    id: ChannelId
    name: str | None = None


class ChannelsPage(Wire):
    """One page of ``conversations.list``."""

    ok: Literal[True]
    channels: list[Channel]
    response_metadata: ResponseMetadata = ResponseMetadata()
