"""The AI service, played by OpenAI (chat completions, streamed)."""

from __future__ import annotations

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
from .assembly import Assembly, Completion
from .refusals import refuse
from .settings import OpenAISettings

SYSTEM = "openai"
VERSION = "v1"
OPERATION = "createChatCompletion"


class OpenAIService:
    """Implements ``AI``.

    The answer is streamed and read to its end; leaving early, by an error or a cancellation, closes the
    connection, and with it the generation that is paid for.

    Args:
        http: carries the requests; signs them in.
        settings: the service, the model and its price.
        clock: for the latency.
    """

    def __init__(self, http: Http, settings: OpenAISettings, clock: Clock) -> None:
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, refuse)
        self._settings = settings
        self._clock = clock

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Have the form filled in; see ``AI``.

        Raises:
            TransientError: overloaded, out of quota, or cut off before the answer began.
            ConfigurationError: key, permission, money or model is missing.
        """
        # a completion changes nothing at the vendor, so a lost answer leaves nothing in doubt
        intent = Intent(OPERATION, idempotent=True, key=question.key, read_only=True, streamed=True)
        place = self._calls.place(intent)
        started_at = self._clock.steady()
        completion = await self._complete(question, intent, place)
        latency_seconds = self._clock.steady() - started_at
        return normaliser.answer(
            completion, question.form, self._settings, latency_seconds=latency_seconds, place=place
        )

    async def _complete(self, question: Question[FormT], intent: Intent, place: Place) -> Completion:
        url = f"{self._settings.api_url}/chat/completions"
        body = serialiser.completion(question, self._settings)
        async with self._calls.stream("POST", url, intent, body, headers=self._headers()) as response:
            return await _assemble(response, place)

    def _headers(self) -> dict[str, str]:
        named = {
            "OpenAI-Organization": self._settings.organization,
            "OpenAI-Project": self._settings.project,
            "Accept": EVENT_STREAM,
        }
        return {name: value for name, value in named.items() if value is not None}


async def _assemble(response: httpx.Response, place: Place) -> Completion:
    assembly = Assembly(place)
    await read_into(assembly, response, place)
    return assembly.complete()
