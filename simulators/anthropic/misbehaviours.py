"""Ways in which Anthropic answers wrongly, applied to an answer that was right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from windtunnel.simulator.brain.misbehaving import OVERLOADED_WAY, SPOILED, Lapse
from windtunnel.world.http import Chunk, Request, Response

from .message_stream import frame
from .refusals import OVERLOADED, SERVER_ERROR, TOO_FAST, Refused, body_of, envelope
from .spoken import Spoken

if TYPE_CHECKING:
    from .system import Anthropic

SPOILT_OPERATION = "Messages.create"


def misbehaved(system: Anthropic, way: str, request: Request, response: Response) -> Response:
    """Return ``response`` as it goes wrong in one way; what is no message stays, unless all is overloaded.

    Args:
        system: the simulator.
        way: one of ``WAYS``.
        request: what was asked.
        response: what was answered.
    """
    random = system.randomness.stream("misbehaviour")
    if way == OVERLOADED_WAY:
        return _overloaded(system, response, random)
    if system.identify(request)[0] != SPOILT_OPERATION or response.status != 200:
        return response
    spoken = Spoken(system, request, response)
    return SPOILED[way](Lapse(spoken, response, random, partial(_successor, system), partial(_broken_off, response)))


def _overloaded(system: Anthropic, response: Response, random: Random) -> Response:
    """Return 529, which is everybody's load, or 429 for a load that grew too fast, which is the caller's own."""
    if random.random() < 0.5:
        return envelope(Refused(OVERLOADED, status=529), _request_id(response))
    answered = envelope(Refused(TOO_FAST, status=429), _request_id(response))
    pause = int(system.profile.limits["acceleration_retry_after_seconds"])
    answered.headers.append(("retry-after", str(pause)))
    return answered


def _broken_off(response: Response) -> Response:
    request_id = _request_id(response)
    if response.chunks is None:
        return envelope(Refused(SERVER_ERROR, status=500), request_id)
    kept = response.chunks[: len(response.chunks) // 2]
    told = body_of(Refused(OVERLOADED, status=529), request_id)
    return replace(response, chunks=(*kept, Chunk(frame(told))))


def _successor(system: Anthropic, name: str) -> str:
    model = system.catalogue.find(name)
    return name if model is None else model.successor


def _request_id(response: Response) -> str:
    return response.header("request-id") or ""
