"""Announcements in bulk, from a Slack channel's history; corrected and taken back by their time stamps (Web API).

Sources: the vendor's pages on ``conversations.history``, ``chat.update`` and ``chat.delete``. A time stamp identifies a
message within its channel, so an edit or deletion can be repeated.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TypeVar

import httpx

from ...canonical import Message
from ...clock import Clock
from ...errors import ConfigurationError, NotFound
from ...outbound.client import Http
from ...outbound.intent import Intent
from ...systems.calls import Calls, json_of_refusal
from ...systems.slack import SlackSettings, wire
from ...systems.slack.client import CHANNEL_ID, JSON_HEADERS, SYSTEM, VERSION
from ...systems.slack.limits import SCOPE
from ...systems.slack.refusals import error_code, refuse
from ...systems.slack.serialiser import EVENT_TYPE, post
from ...systems.wire import Place, Wire, read
from .records import Announcement

LIST = Intent("conversations.list", idempotent=True)
HISTORY = Intent("conversations.history", idempotent=True)
UPDATE = Intent("chat.update", idempotent=True)
DELETE = Intent("chat.delete", idempotent=True)
PAGE_SIZE = 200
GONE = frozenset({"message_not_found"})

PageT = TypeVar("PageT", wire.HistoryPage, wire.ChannelsPage)


class Changed(Wire):
    """The answer to an edit or a deletion."""

    channel: wire.ChannelId
    ts: wire.Timestamp


class SlackAnnouncements:
    """Implements ``Announcements``, for one channel.

    Args:
        http: carries the requests; signs them in.
        settings: the workspace.
        clock: for the time of answers.
        channel: name, with or without ``#``, or id.
    """

    def __init__(self, http: Http, settings: SlackSettings, clock: Clock, channel: str) -> None:
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, _refuse)
        self._settings = settings
        self._channel = channel.removeprefix("#")
        self._channel_id = channel if CHANNEL_ID.fullmatch(channel) else None

    async def said_since(self, moment: float) -> tuple[Announcement, ...]:
        """Read the history; see ``Announcements``."""
        channel = {"channel": await self._id(), "limit": str(PAGE_SIZE)}
        parameters = {**channel, "oldest": f"{moment:.6f}", "include_all_metadata": "true"}
        found = list[Announcement]()
        async with aclosing(self._pages(HISTORY, wire.HistoryPage, parameters)) as pages:
            async for page in pages:
                found += [known for said in page.messages if (known := _announcement(said)) is not None]
        return tuple(found[::-1])

    async def correct(self, announcement: Announcement, message: Message) -> None:
        """Edit a message; see ``Announcements``."""
        channel_id = await self._id()
        await self._change(UPDATE, {**post(message, channel_id), "ts": announcement.id}, announcement, channel_id)

    async def remove(self, announcement: Announcement) -> None:
        """Delete a message; see ``Announcements``."""
        channel_id = await self._id()
        try:
            await self._change(DELETE, {"channel": channel_id, "ts": announcement.id}, announcement, channel_id)
        except NotFound:
            return

    async def _change(
        self, intent: Intent, body: Mapping[str, object], announcement: Announcement, channel_id: str
    ) -> None:
        url, scope = f"{self._settings.api_url}/{intent.operation}", {SCOPE: channel_id}
        answer = await self._calls.send("POST", url, intent, body, headers=JSON_HEADERS, extensions=scope)
        place = self._calls.place(intent)
        changed = read(Changed, answer.body, place)
        if (changed.channel, changed.ts) != (channel_id, announcement.id):
            raise place.broken("is not the message that was meant", "ts")

    async def _id(self) -> str:
        if self._channel_id is None:
            self._channel_id = await self._look_up()
        return self._channel_id

    async def _look_up(self) -> str:
        parameters = {"types": self._settings.channel_types, "exclude_archived": "true", "limit": str(PAGE_SIZE)}
        async with aclosing(self._pages(LIST, wire.ChannelsPage, parameters)) as pages:
            async for page in pages:
                for channel in page.channels:
                    if channel.name == self._channel:
                        return channel.id
        raise ConfigurationError(f"there is no channel {self._channel}", system=SYSTEM)

    async def _pages(
        self, intent: Intent, model: type[PageT], parameters: Mapping[str, str]
    ) -> AsyncGenerator[PageT, None]:
        place, cursors = self._calls.place(intent), [""]
        while True:
            cursor = {"cursor": cursors[-1]} if cursors[-1] else {}
            answer = await self._calls.get(
                f"{self._settings.api_url}/{intent.operation}", intent, {**parameters, **cursor}
            )
            page = read(model, answer.body, place)
            yield page
            following = page.response_metadata.next_cursor
            if not following:
                return
            if following in cursors or len(cursors) >= self._settings.pages_max:
                raise place.broken("leads in a circle, or on without end", "response_metadata.next_cursor")
            cursors.append(following)


def _announcement(said: wire.Said) -> Announcement | None:
    if said.metadata is None or said.metadata.event_type != EVENT_TYPE:
        return None
    ticket_id, priority = (said.metadata.event_payload.get(name) for name in ("ticket_id", "priority"))
    if not isinstance(ticket_id, str) or not isinstance(priority, str):
        return None
    return Announcement(id=said.ts, ticket_id=ticket_id, priority=priority)


def _refuse(response: httpx.Response, place: Place, now: float) -> None:
    code = error_code(json_of_refusal(response, place))
    if code in GONE:
        raise NotFound(f"{place.operation}: {code}", system=SYSTEM)
    refuse(response, place, now)
