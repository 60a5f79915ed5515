"""Ways in which OpenAI answers wrongly, applied to an answer that was right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from windtunnel.simulator.brain.misbehaving import OVERLOADED_WAY, SPOILED, Lapse
from windtunnel.world.http import Chunk, Request, Response

from .refusals import OVERLOADED, SERVER_ERROR, SLOW_DOWN, Refused, envelope
from .spoken import Spoken
from .spoken_chat import SpokenChat
from .spoken_response import SpokenResponse

if TYPE_CHECKING:
    from .system import OpenAI

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
    if way == OVERLOADED_WAY:
        return _overloaded(system, response, random)
    read = SPOKEN.get(system.identify(request)[0])
    if read is None or response.status != 200:
        return response
    spoken = read(system, request, response)
    ended = partial(_broken_off, spoken, response)
    return SPOILED[way](Lapse(spoken, response, random, partial(_successor, system), ended))


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


def _broken_off(spoken: Spoken, response: Response) -> Response:
    request_id = response.header("x-request-id") or ""
    message = SERVER_ERROR.format(request_id=request_id)
    if response.chunks is None:
        failed = envelope(Refused(message, status=500, kind="server_error"))
        failed.headers.append(("x-request-id", request_id))
        return failed
    kept = response.chunks[: len(response.chunks) // 2]
    return replace(response, chunks=(*kept, Chunk(spoken.error_frame(len(kept), message))))


def _successor(system: OpenAI, name: str) -> str:
    model = system.catalogue.find(name, system.clock.now())
    return name if model is None else model.successor
