"""Responses in the background: queued, in progress, ended, announced; by appointments that a snapshot carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from windtunnel.world.http import Chunk, Response

from .context import answer
from .conversations import append_items
from .items import Item, remember
from .response_stream import stream_response
from .stored_responses import BEGINNING, COLLECTION, JOBS, keep_input, keep_response, plan_forgetting

if TYPE_CHECKING:
    from .system import OpenAI

BEGIN = "response: begin"
END = "response: end"
OPERATION = "createResponse"


def begin(system: OpenAI) -> None:
    """Let background responses go on."""
    system.agenda.handle(BEGIN, lambda data: _begin(system, data["id"]))
    system.agenda.handle(END, lambda data: _end(system, data["id"]))


def start_in_background(
    system: OpenAI,
    record: Mapping[str, Any],
    items: Sequence[Item],
    given: Sequence[Item],
    body: Mapping[str, Any],
) -> Response:
    """Take a response on and answer at once.

    Args:
        system: the simulator.
        record: the response as it will be at the end.
        items: what it is made from.
        given: of these, the items of this call.
        body: what was asked.
    """
    if not body.get("stream"):
        queued = system.profile.limits["background_queued_seconds"]
        return answer(_take_on(system, record, items, given, queued, _duration(system, record)))
    options = body.get("stream_options") or {}
    response = stream_response(system, record, padded=options.get("include_obfuscation", True))
    if not system.pace.passes:
        _finish_at_once(system, record, items, given)
        return response
    return _paced(system, response, record, items, given)


def _paced(
    system: OpenAI,
    response: Response,
    record: Mapping[str, Any],
    items: Sequence[Item],
    given: Sequence[Item],
) -> Response:
    """Take a response on whose stream ends when it does."""
    queued = system.profile.limits["background_queued_seconds"]
    chunks = list(response.chunks or ())
    chunks[BEGINNING - 1] = Chunk(chunks[BEGINNING - 1].data, queued)
    chunks[BEGINNING] = Chunk(chunks[BEGINNING].data, response.delay_seconds)
    duration = sum(chunk.delay_seconds for chunk in chunks[BEGINNING:])
    _take_on(system, record, items, given, queued, duration)
    response.delay_seconds, response.chunks = 0.0, tuple(chunks)
    return response


def _duration(system: OpenAI, record: Mapping[str, Any]) -> float:
    tokens = record["usage"]["output_tokens"]
    return max(system.pace.whole(OPERATION, tokens), system.pace.generation(tokens))


def _take_on(
    system: OpenAI,
    record: Mapping[str, Any],
    items: Sequence[Item],
    given: Sequence[Item],
    queued_seconds: float,
    duration: float,
) -> Mapping[str, Any]:
    begins_at = system.clock.now() + queued_seconds
    waiting = {**record, "status": "queued", "output": [], "usage": None}
    waiting |= {"completed_at": None, "incomplete_details": None}
    identifier = record["id"]
    keep_input(system, identifier, items)
    conversation = (record["conversation"] or {}).get("id")
    job = {"id": identifier, "conversation": conversation, "final": record, "given": tuple(given)}
    system.store[JOBS].put(identifier, {**job, "ends_at": begins_at + duration})
    system.agenda.plan(begins_at, BEGIN, {"id": identifier})
    system.agenda.plan(begins_at + duration, END, {"id": identifier})
    return system.store[COLLECTION].put(identifier, waiting)


def _finish_at_once(system: OpenAI, record: Mapping[str, Any], items: Sequence[Item], given: Sequence[Item]) -> None:
    keep_response(system, record, items)
    _announce(system, record, given)


def _begin(system: OpenAI, identifier: str) -> None:
    if system.store[JOBS].get(identifier) is not None:
        system.store[COLLECTION].update(identifier, {"status": "in_progress"})


def _end(system: OpenAI, identifier: str) -> None:
    job = system.store[JOBS].remove(identifier)
    if job is None:
        return
    final = {**job["final"]}
    if final["status"] == "completed":
        final["completed_at"] = int(system.clock.now())
    system.store[COLLECTION].put(identifier, final)
    remember(system, final["output"])
    plan_forgetting(system, final)
    _announce(system, final, job["given"])


def _announce(system: OpenAI, record: Mapping[str, Any], given: Sequence[Item]) -> None:
    if record["conversation"]:
        append_items(system, record["conversation"]["id"], [*given, *record["output"]])
    system.webhooks.emit(f"response.{record['status']}", record["id"])
