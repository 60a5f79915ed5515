"""Ways in which an AI service answers wrongly, applied to an answer that was right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from windtunnel.simulator.brain.spoiling import (
    Spoil,
    changed_slightly,
    cut_in_the_middle,
    emptied,
    otherwise_sure,
    outside_schema,
)
from windtunnel.world.http import Chunk, Request, Response

from .refusals import OVERLOADED, SERVER_ERROR, SLOW_DOWN, Refused, envelope
from .spoken import Spoken
from .spoken_chat import SpokenChat
from .spoken_response import SpokenResponse

if TYPE_CHECKING:
    from .system import OpenAI

REFUSAL = "I'm sorry, but I can't help with that request."
SPOKEN: dict[str, Callable[[OpenAI, Request, Response], Spoken]] = {
    "createChatCompletion": SpokenChat,
    "createResponse": SpokenResponse,
}


def misbehaved(system: OpenAI, way: str, request: Request, response: Response) -> Response:
    """Return ``response`` as it goes wrong in one way; what is no generated text stays, unless all is overloaded.

    Args:
        system: the simulator.
        way: one of ``WAYS``.
        request: what was asked.
        response: what was answered.
    """
    random = system.randomness.stream("misbehaviour")
    if way == "overloaded":
        return _overloaded(system, response, random)
    read = SPOKEN.get(system.identify(request)[0])
    if read is None or response.status != 200:
        return response
    return SPOILED[way](system, read(system, request, response), response, random)


def _overloaded(system: OpenAI, response: Response, random: Random) -> Response:
    limits = system.profile.limits
    if random.random() < 0.5:
        code, pause = "server_is_overloaded", limits["overloaded_retry_after_seconds"]
        refused = Refused(OVERLOADED, status=503, kind="service_unavailable_error", code=code)
    else:
        pause = limits["slow_down_retry_after_seconds"]
        refused = Refused(SLOW_DOWN, status=429, kind="rate_limit_error", code="slow_down")
    answered = envelope(refused)
    answered.headers += [(name, value) for name, value in response.headers if name == "x-request-id"]
    answered.headers.append(("retry-after", str(int(pause))))
    return answered


def _rewritten(spoil: Spoil) -> Spoiler:
    def spoiled(system: OpenAI, spoken: Spoken, response: Response, random: Random) -> Response:
        spoken.rewrite(lambda text, schema: spoil(text, schema, random))
        return spoken.render(response)

    return spoiled


def _truncated(system: OpenAI, spoken: Spoken, response: Response, random: Random) -> Response:
    if response.chunks is not None:
        return replace(response, chunks=response.chunks[: len(response.chunks) // 2])
    return _rewritten(cut_in_the_middle)(system, spoken, response, random)


def _broken_off(system: OpenAI, spoken: Spoken, response: Response, random: Random) -> Response:
    request_id = response.header("x-request-id") or ""
    message = SERVER_ERROR.format(request_id=request_id)
    if response.chunks is None:
        failed = envelope(Refused(message, status=500, kind="server_error"))
        failed.headers.append(("x-request-id", request_id))
        return failed
    kept = response.chunks[: len(response.chunks) // 2]
    return replace(response, chunks=(*kept, Chunk(spoken.error_frame(len(kept), message))))


def _refused(system: OpenAI, spoken: Spoken, response: Response, random: Random) -> Response:
    spoken.refuse(REFUSAL)
    return spoken.render(response)


def _upgraded(system: OpenAI, spoken: Spoken, response: Response, random: Random) -> Response:
    model = system.catalogue.find(spoken.model, system.clock.now())
    spoken.model = model.successor if model is not None else spoken.model
    return _rewritten(changed_slightly)(system, spoken, response, random)


Spoiler = Callable[["OpenAI", Spoken, Response, Random], Response]
SPOILED: dict[str, Spoiler] = {
    "truncated-json": _truncated,
    "outside-schema": _rewritten(outside_schema),
    "refusal": _refused,
    "nonsense": _rewritten(otherwise_sure),
    "new-model-version": _upgraded,
    "empty": _rewritten(emptied),
    "stream-error": _broken_off,
}
WAYS = ("overloaded", *SPOILED)
