"""Ways in which an AI service answers wrongly, applied to an answer that was right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

from .message_stream import frame
from .refusals import OVERLOADED, SERVER_ERROR, TOO_FAST, Refused, body_of, envelope
from .spoken import Spoken

if TYPE_CHECKING:
    from .system import Anthropic

REFUSAL = "I'm sorry, but I can't help with that request."
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
    if way == "overloaded":
        return _overloaded(system, response, random)
    if system.identify(request)[0] != SPOILT_OPERATION or response.status != 200:
        return response
    return SPOILED[way](system, Spoken(system, request, response), response, random)


def _overloaded(system: Anthropic, response: Response, random: Random) -> Response:
    """Return 529, which is everybody's load, or 429 for a load that grew too fast, which is the caller's own."""
    if random.random() < 0.5:
        return envelope(Refused(OVERLOADED, status=529), _request_id(response))
    answered = envelope(Refused(TOO_FAST, status=429), _request_id(response))
    pause = int(system.profile.limits["acceleration_retry_after_seconds"])
    answered.headers.append(("retry-after", str(pause)))
    return answered


def _rewritten(spoil: Spoil) -> Spoiler:
    def spoiled(system: Anthropic, spoken: Spoken, response: Response, random: Random) -> Response:
        spoken.rewrite(lambda text, schema: spoil(text, schema, random))
        return spoken.render(response)

    return spoiled


def _truncated(system: Anthropic, spoken: Spoken, response: Response, random: Random) -> Response:
    if response.chunks is not None:
        return replace(response, chunks=response.chunks[: len(response.chunks) // 2])
    return _rewritten(cut_in_the_middle)(system, spoken, response, random)


def _broken_off(system: Anthropic, spoken: Spoken, response: Response, random: Random) -> Response:
    request_id = _request_id(response)
    if response.chunks is None:
        return envelope(Refused(SERVER_ERROR, status=500), request_id)
    kept = response.chunks[: len(response.chunks) // 2]
    told = body_of(Refused(OVERLOADED, status=529), request_id)
    return replace(response, chunks=(*kept, Chunk(frame(told))))


def _refused(system: Anthropic, spoken: Spoken, response: Response, random: Random) -> Response:
    spoken.refuse(REFUSAL)
    return spoken.render(response)


def _upgraded(system: Anthropic, spoken: Spoken, response: Response, random: Random) -> Response:
    model = system.catalogue.find(spoken.model)
    spoken.model = model.successor if model is not None else spoken.model
    return _rewritten(changed_slightly)(system, spoken, response, random)


def _request_id(response: Response) -> str:
    return response.header("request-id") or ""


Spoiler = Callable[["Anthropic", Spoken, Response, Random], Response]
SPOILED: Mapping[str, Spoiler] = {
    "truncated-json": _truncated,
    "outside-schema": _rewritten(outside_schema),
    "refusal": _refused,
    "nonsense": _rewritten(otherwise_sure),
    "new-model-version": _upgraded,
    "empty": _rewritten(emptied),
    "stream-error": _broken_off,
}
WAYS = ("overloaded", *SPOILED)
