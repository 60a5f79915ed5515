"""The chat system, played by Slack (Web API)."""

from __future__ import annotations

import math
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TypeVar

from ...canonical import Message, PostedMessage
from ...clock import Clock
from ...errors import ContractError, DeadlineExceeded, OutcomeUnknown, TransientError
from ...outbound.client import Http
from ...outbound.intent import Intent
from ..calls import Calls
from ..directory import Directory, Entry
from ..wire import read
from . import normaliser, serialiser, wire
from .limits import SCOPE
from .refusals import refuse
from .settings import SlackSettings

SYSTEM = "slack"
VERSION = "Web API"
POST = "chat.postMessage"
POSTS_MAX = 2
LIST_PAGE_SIZE = 200
HISTORY_PAGE_SIZE = 999
CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{8,}")
CHANNELS_MISS_SECONDS = 60.0
JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}

POSTING = Intent(POST, idempotent=False)
LIST = Intent("conversations.list", idempotent=True)
HISTORY = Intent("conversations.history", idempotent=True)

PageT = TypeVar("PageT", wire.HistoryPage, wire.ChannelsPage)

UNSETTLED = (OutcomeUnknown, DeadlineExceeded, ContractError)
"""After these a message may have been posted: the answer was lost, or cannot be read."""


class SlackChat:
    """Implements ``Chat``.

    A message carries its key in its metadata. So a message whose answer was lost is found in the channel's
    history before it is posted again.

    Args:
        http: carries the requests; signs them in.
        settings: the workspace.
        clock: for pauses and the span of the search.
    """

    def __init__(self, http: Http, settings: SlackSettings, clock: Clock) -> None:
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, refuse)
        self._settings = settings
        self._clock = clock
        self._channels = Directory(
            SYSTEM,
            "channel",
            self._load_channels,
            clock,
            ttl_seconds=settings.channels_ttl_seconds,
            miss_seconds=CHANNELS_MISS_SECONDS,
        )

    async def post(self, message: Message, *, in_doubt: bool = False) -> PostedMessage:
        """Post ``message`` exactly once; see ``Chat``.

        Args:
            message: its channel is a name, with or without ``#``, or an id.
            in_doubt: an earlier attempt may have succeeded.

        Raises:
            ConfigurationError: no such channel, or the app may not post there.
            OutcomeUnknown: it was sent, and whether it is there cannot be found out now.
            ContractError: Slack no longer tells what a message is recognised by.
        """
        channel_id = await self._channel_id(message.channel)
        if in_doubt:
            found = await self._find(message, channel_id, self._settings.lookback_seconds)
            if found is not None:
                return found
        return await self._post_and_look(message, channel_id)

    async def _post_and_look(self, message: Message, channel_id: str) -> PostedMessage:
        begun = self._clock.steady()
        lost: Exception | None = None
        for _ in range(POSTS_MAX):
            try:
                posted = await self._post(message, channel_id)
            except UNSETTLED as error:
                lost = error
            except TransientError as error:
                if lost is None:
                    raise
                raise _in_doubt(error) from error
            else:
                return normaliser.posted(posted, message, channel_id, self._calls.place(POSTING))
            found = await self._look_again(message, channel_id, begun)
            if found is not None:
                return found
            if isinstance(lost, ContractError):
                raise lost
        raise OutcomeUnknown(f"{POST}: not answered {POSTS_MAX} times", system=SYSTEM) from lost

    async def _post(self, message: Message, channel_id: str) -> wire.Posted:
        intent = Intent(POST, idempotent=False, key=message.key)
        place = self._calls.place(intent)
        body = serialiser.post(message, channel_id)
        scope = {SCOPE: channel_id}
        answer = await self._calls.send("POST", self._url(POST), intent, body, headers=JSON_HEADERS, extensions=scope)
        posted = read(wire.Posted, answer.body, place)
        normaliser.check_channel(posted, channel_id, place)
        return posted

    async def _look_again(self, message: Message, channel_id: str, begun: float) -> PostedMessage | None:
        """Search for a message whose answer was lost, once it has had the time to appear."""
        await self._clock.sleep(self._settings.settle_seconds)
        passed_seconds = max(0.0, self._clock.steady() - begun)
        try:
            return await self._find(message, channel_id, passed_seconds + self._settings.clock_skew_seconds)
        except TransientError as error:
            raise _in_doubt(error) from error

    async def _find(self, message: Message, channel_id: str, span_seconds: float) -> PostedMessage | None:
        """Search what was said up to ``span_seconds`` before the newest message.

        The span is counted on the vendor's clock, of which the newest message tells: our own may be set wrong, and
        then a span that begins at its time would leave out what was posted a second ago.
        """
        parameters = {"channel": channel_id, "include_all_metadata": "true", "limit": str(HISTORY_PAGE_SIZE)}
        place, begin = self._calls.place(HISTORY), -math.inf
        async with aclosing(self._pages(HISTORY, wire.HistoryPage, parameters)) as pages:
            async for page in pages:
                if page.has_more != bool(page.response_metadata.next_cursor):
                    raise place.broken("contradicts response_metadata.next_cursor", "has_more")
                moments = [float(said.ts) for said in page.messages]
                begin = max([begin, *(moment - span_seconds for moment in moments)])
                recent = [said for said, at in zip(page.messages, moments, strict=True) if at >= begin]
                found = normaliser.find(recent, message, channel_id, place)
                if found is not None or len(recent) < len(moments):
                    return found
        return None

    async def _channel_id(self, channel: str) -> str:
        if CHANNEL_ID.fullmatch(channel):
            return channel
        return await self._channels.id_of(channel.removeprefix("#"))

    async def _load_channels(self) -> tuple[Entry, ...]:
        parameters = {
            "types": self._settings.channel_types,
            "exclude_archived": "true",
            "limit": str(LIST_PAGE_SIZE),
        }
        entries = list[Entry]()
        async with aclosing(self._pages(LIST, wire.ChannelsPage, parameters)) as pages:
            async for page in pages:
                entries += normaliser.entries(page.channels)
        return tuple(entries)

    async def _pages(
        self, intent: Intent, model: type[PageT], parameters: Mapping[str, str]
    ) -> AsyncGenerator[PageT, None]:
        """Yield the pages of a list, following its cursor."""
        place, cursors = self._calls.place(intent), [""]
        while True:
            cursor = {"cursor": cursors[-1]} if cursors[-1] else {}
            answer = await self._calls.get(self._url(intent.operation), intent, {**parameters, **cursor})
            page = read(model, answer.body, place)
            yield page
            following = page.response_metadata.next_cursor
            if not following:
                return
            if following in cursors or len(cursors) >= self._settings.pages_max:
                raise place.broken("leads in a circle, or on without end", "response_metadata.next_cursor")
            cursors.append(following)

    def _url(self, method: str) -> str:
        return f"{self._settings.api_url}/{method}"


def _in_doubt(error: TransientError) -> OutcomeUnknown:
    message = f"{POST}: sent and not answered, and the channel cannot be searched: {error.message}"
    return OutcomeUnknown(message, system=SYSTEM)
