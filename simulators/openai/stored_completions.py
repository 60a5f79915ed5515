"""Completions that were created with ``store``: read, listed, given other metadata, deleted, forgotten in the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .bodies import read_body
from .chat_messages import stored_messages
from .context import answer, system_of
from .paging import order_of, page
from .refusals import not_found

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
COLLECTION = "chat_completions"
MESSAGES = "_chat_completion_messages"
FORGET = "chat completion: forget"


def keep_completion(system: OpenAI, completion: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Store a completion and its input until its time is over."""
    identifier = completion["id"]
    messages = tuple(stored_messages(identifier, body["messages"]))
    system.store[MESSAGES].put(identifier, {"id": identifier, "messages": messages})
    system.store[COLLECTION].put(identifier, {**completion, "metadata": body.get("metadata") or {}})
    lifetime = system.profile.limits["stored_completion_lifetime_seconds"]
    system.agenda.plan(system.clock.now() + lifetime, FORGET, {"id": identifier})


def begin(system: OpenAI) -> None:
    """Let stored completions be forgotten."""
    system.agenda.handle(FORGET, lambda data: _remove(system, data["id"]))


@operations.bind("listChatCompletions")
def list_completions(call: Call) -> Response:
    """Return one page of stored completions, oldest first unless told."""
    order = order_of(call, "asc")
    wanted = {
        name.removeprefix("metadata[").removesuffix("]"): value
        for name, value in call.arguments.items()
        if name.startswith("metadata[")
    }
    model = call.arguments.get("model")
    kept = [each for each in call.system.store[COLLECTION] if _matches(call, each, model, wanted)]
    return page(call, kept, order=order)


@operations.bind("getChatCompletion")
def get_completion(call: Call) -> Response:
    """Return a stored completion."""
    return answer(_stored(call))


@operations.bind("updateChatCompletion")
def update_completion(call: Call) -> Response:
    """Replace the metadata of a stored completion."""
    metadata = read_body(call)["metadata"] or {}
    return answer(call.system.store[COLLECTION].update(_stored(call)["id"], {"metadata": metadata}))


@operations.bind("deleteChatCompletion")
def delete_completion(call: Call) -> Response:
    """Delete a stored completion."""
    identifier = _stored(call)["id"]
    _remove(system_of(call), identifier)
    return answer({"object": "chat.completion.deleted", "id": identifier, "deleted": True})


@operations.bind("getChatCompletionMessages")
def list_messages(call: Call) -> Response:
    """Return one page of the messages that a stored completion was made from."""
    order = order_of(call, "asc")
    kept = call.system.store[MESSAGES].get(_stored(call)["id"])
    return page(call, kept["messages"] if kept else (), order=order)


def _stored(call: Call) -> Record:
    identifier = call.parameters["completion_id"]
    completion = call.system.store[COLLECTION].get(identifier)
    if completion is None:
        raise not_found(f"Chat completion with id '{identifier}' not found.")
    return completion


def _matches(call: Call, completion: Record, model: str | None, wanted: Mapping[str, str]) -> bool:
    alias = system_of(call).catalogue.alias
    if model is not None and alias(model) != alias(completion["model"]):
        return False
    return all(completion["metadata"].get(name) == value for name, value in wanted.items())


def _remove(system: OpenAI, identifier: str) -> None:
    system.store[COLLECTION].remove(identifier)
    system.store[MESSAGES].remove(identifier)
