"""The AI service, played by Anthropic (messages, streamed)."""

from __future__ import annotations

import json

import httpx

from ...clock import Clock
from ...outbound.client import Http
from ...outbound.intent import Intent
from ...outbound.streams import EVENT_STREAM
from ...ports.ai import Answer, FormT, Question
from ..calls import Calls
from ..event_stream import read_into
from ..wire import Place
from . import normaliser, serialiser
from .assembly import Assembly, Message
from .refusals import refuse
from .settings import AnthropicSettings

SYSTEM = "anthropic"
VERSION = "2026-10-21"
OPERATION = "Messages.create"


class AnthropicService:
    """Implements ``AI``.

    The answer is streamed and read to its end; leaving early, by an error or a cancellation, closes the connection, and
    with it the generation that is paid for.

    Args:
        http: carries the requests; signs them in.
        settings: the service, the model and its price.
        clock: for the latency.
    """

    def __init__(self, http: Http, settings: AnthropicSettings, clock: Clock) -> None:
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, refuse)
        self._settings = settings
        self._clock = clock

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Have the form filled in; see ``AI``.

        Raises:
            TransientError: overloaded, out of quota, or cut off before the answer began.
            ConfigurationError: key, permission, money or model is missing.
        """
        # a message changes nothing at the vendor, so a lost answer leaves nothing in doubt
        intent = Intent(OPERATION, idempotent=True, key=question.key, read_only=True, streamed=True)
        place = self._calls.place(intent)
        body = serialiser.message(question, self._settings)
        started_at = self._clock.steady()
        message = await self._message(body, intent, place)
        return normaliser.answer(
            message,
            question.form,
            self._settings,
            asked_bytes=len(json.dumps(body).encode()),
            latency_seconds=self._clock.steady() - started_at,
            place=place,
        )

    async def _message(self, body: dict[str, object], intent: Intent, place: Place) -> Message:
        url = f"{self._settings.api_url}/messages"
        async with self._calls.stream("POST", url, intent, body, headers=self._headers()) as response:
            return await _assemble(response, place)

    def _headers(self) -> dict[str, str]:
        workspace = self._settings.workspace
        named = {"anthropic-workspace-id": workspace} if workspace is not None else {}
        return {"Accept": EVENT_STREAM, "anthropic-version": VERSION, **named}


async def _assemble(response: httpx.Response, place: Place) -> Message:
    assembly = Assembly(place)
    await read_into(assembly, response, place)
    return assembly.complete()
