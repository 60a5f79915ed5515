"""The chat system, played by Slack (Web API)."""

from __future__ import annotations

import httpx

from ...canonical import Message, PostedMessage
from ...clock import Clock
from ...errors import ContractError, DeadlineExceeded, OutcomeUnknown, TransientError
from ...outbound.intent import Intent
from ..calls import Calls
from ..directory import Directory, Entry
from ..wire import Place, read
from . import normaliser, serialiser, wire
from .limits import SCOPE
from .refusals import refuse
from .settings import SlackSettings

SYSTEM = "slack"
VERSION = "Web API"
POSTS_MAX = 2
PAGE_SIZE = 200
CHANNELS_MISS_SECONDS = 60.0
JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}

LIST = Intent("conversations.list", idempotent=True)
HISTORY = Intent("conversations.history", idempotent=True)

UNSETTLED = (OutcomeUnknown, DeadlineExceeded, ContractError)
"""After these a message may have been posted: the answer was lost, or cannot be read."""


class SlackChat:
    """Implements ``Chat``.

    A message carries its key in its metadata. So a message whose answer was lost is found in the channel's history
    before it is posted again.

    Args:
        http: carries the requests; signs them in.
        settings: the workspace.
        clock: for pauses and the span of the search.
    """

    def __init__(self, http: httpx.AsyncClient, settings: SlackSettings, clock: Clock) -> None:
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
            found = await self._find(message, channel_id, self._clock.now() - self._settings.lookback_seconds)
            if found is not None:
                return found
        return await self._post_and_look(message, channel_id)

    async def _post_and_look(self, message: Message, channel_id: str) -> PostedMessage:
        oldest = self._clock.now() - self._settings.clock_skew_seconds
        lost: Exception | None = None
        for _ in range(POSTS_MAX):
            try:
                return await self._post(message, channel_id)
            except UNSETTLED as error:
                lost = error
            except TransientError as error:
                raise _in_doubt(error) from error if lost else error
            found = await self._look_again(message, channel_id, oldest)
            if found is not None:
                return found
            if isinstance(lost, ContractError):
                raise lost
        raise OutcomeUnknown(f"chat.postMessage: not answered {POSTS_MAX} times", system=SYSTEM) from lost
