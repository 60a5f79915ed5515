"""Stored responses: read, followed, cancelled, deleted, and what they were made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Chunk, Response

from .context import answer, system_of
from .items import Item, remember
from .paging import order_of, page
from .refusals import Refused, not_found
from .response_stream import chunks_of, stream_response

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
COLLECTION = "responses"
INPUTS = "_response_inputs"
JOBS = "_background_responses"
FORGET = "response: forget"
UNFINISHED = ("queued", "in_progress")
BEGINNING = 3
"""How many events a background stream has before anything is written: created, queued, in progress."""


def keep_response(system: OpenAI, record: Mapping[str, Any], items: Sequence[Item]) -> None:
    """Store a response and its input until its time is over."""
    keep_input(system, record["id"], items)
    remember(system, record["output"])
    system.store[COLLECTION].put(record["id"], record)
    plan_forgetting(system, record)


def keep_input(system: OpenAI, response_id: str, items: Sequence[Item]) -> None:
    """Store what a response was made from."""
    remember(system, items)
    system.store[INPUTS].put(response_id, {"id": response_id, "items": tuple(items)})


def plan_forgetting(system: OpenAI, record: Mapping[str, Any]) -> None:
    """Plan when a response is gone."""
    kept = "stored" if record["store"] else "unstored_background"
    lifetime = system.profile.limits[f"{kept}_response_lifetime_seconds"]
    system.agenda.plan(system.clock.now() + lifetime, FORGET, {"id": record["id"]})


def begin(system: OpenAI) -> None:
    """Let stored responses be forgotten."""
    system.agenda.handle(FORGET, lambda data: _remove(system, data["id"]))


def context_of(system: OpenAI, response_id: str) -> Sequence[Item]:
    """Return what a response that continues ``response_id`` is made from.

    Raises:
        Refused: it is unknown, or not finished.
    """
    record = system.store[COLLECTION].get(response_id)
    kept = system.store[INPUTS].get(response_id)
    if record is None or kept is None or not record["store"]:
        raise Refused(
            f"Previous response with id '{response_id}' not found.",
            param="previous_response_id",
            code="previous_response_not_found",
        )
    if record["status"] in UNFINISHED:
        message = f"Previous response with id '{response_id}' is still {record['status']}."
        raise Refused(message, param="previous_response_id")
    return (*kept["items"], *record["output"])


@operations.bind("getResponse")
def get_response(call: Call) -> Response:
    """Return a stored response, or its events."""
    record = _stored(call)
    if call.arguments.get("stream") != "true":
        return answer(record)
    after = call.arguments.get("starting_after", "-1")
    if not after.lstrip("-").isdigit():
        message = "Invalid type for 'starting_after': expected an integer, but got a string instead."
        raise Refused(message, param="starting_after", code="invalid_type")
    padded = call.arguments.get("include_obfuscation") != "false"
    if record["status"] in UNFINISHED:
        return _followed(system_of(call), record, int(after), padded=padded)
    response = stream_response(system_of(call), record, padded=padded, after=int(after))
    assert response.chunks is not None
    response.chunks = tuple(Chunk(chunk.data) for chunk in response.chunks)
    return response


@operations.bind("deleteResponse")
def delete_response(call: Call) -> Response:
    """Delete a stored response."""
    identifier = _stored(call)["id"]
    _remove(system_of(call), identifier)
    return answer({"id": identifier, "object": "response", "deleted": True})


@operations.bind("listInputItems")
def list_input_items(call: Call) -> Response:
    """Return one page of the items that a response was made from, newest first unless told."""
    order = order_of(call, "desc")
    kept = call.system.store[INPUTS].get(_stored(call)["id"])
    return page(call, kept["items"] if kept else (), order=order)


@operations.bind("cancelResponse")
def cancel_response(call: Call) -> Response:
    """Stop a background response; one that has ended stays as it is."""
    record, system = _stored(call), system_of(call)
    if not record["background"]:
        raise Refused("Cannot cancel a synchronous response.")
    if record["status"] not in UNFINISHED:
        return answer(record)
    system.store[JOBS].remove(record["id"])
    cancelled = system.store[COLLECTION].update(record["id"], {"status": "cancelled"})
    system.webhooks.emit("response.cancelled", record["id"])
    return answer(cancelled)


def _stored(call: Call) -> Record:
    identifier = call.parameters["response_id"]
    record = call.system.store[COLLECTION].get(identifier)
    if record is None:
        raise not_found(f"Response with id '{identifier}' not found.")
    return record


def _followed(system: OpenAI, record: Record, after: int, *, padded: bool) -> Response:
    """Return the events of an unfinished response: what it writes comes when it ends."""
    job = system.store[JOBS].get(record["id"])
    assert job is not None
    wait = max(0.0, job["ends_at"] - system.clock.now())
    chunks = [Chunk(chunk.data) for chunk in chunks_of(system, job["final"], padded=padded)]
    chunks[BEGINNING] = Chunk(chunks[BEGINNING].data, wait)
    response = stream_response(system, job["final"], padded=padded)
    response.delay_seconds, response.chunks = 0.0, tuple(chunks[after + 1 :])
    return response


def _remove(system: OpenAI, identifier: str) -> None:
    for name in (COLLECTION, INPUTS, JOBS):
        system.store[name].remove(identifier)
