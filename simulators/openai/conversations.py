"""Conversations: items that outlive one response."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .bodies import read_body
from .context import answer, system_of
from .items import Item, check_unique, new_id, read_items, remember
from .paging import listed, order_of, page
from .refusals import Refused, not_found
from .stored_responses import JOBS

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
COLLECTION = "conversations"
ITEMS = "conversation_items"


@operations.bind("createConversation")
def create_conversation(call: Call) -> Response:
    """Open a conversation, empty or with first items."""
    system, body = system_of(call), read_body(call)
    identifier = new_id(system, "conv_")
    record = {
        "id": identifier,
        "object": "conversation",
        "created_at": int(call.now),
        "metadata": body.get("metadata") or {},
    }
    items = read_items(system, body.get("items"), "items")
    check_unique(items)
    system.store[COLLECTION].put(identifier, record)
    append_items(system, identifier, items)
    return answer(record)


@operations.bind("getConversation")
def get_conversation(call: Call) -> Response:
    """Return a conversation without its items."""
    return answer(_stored(call))


@operations.bind("updateConversation")
def update_conversation(call: Call) -> Response:
    """Replace the metadata of a conversation."""
    metadata = read_body(call)["metadata"] or {}
    return answer(call.system.store[COLLECTION].update(_stored(call)["id"], {"metadata": metadata}))


@operations.bind("deleteConversation")
def delete_conversation(call: Call) -> Response:
    """Delete a conversation; its items stay referable."""
    identifier = _stored(call)["id"]
    call.system.store[COLLECTION].remove(identifier)
    return answer({"id": identifier, "object": "conversation.deleted", "deleted": True})


@operations.bind("createConversationItems")
def create_items(call: Call) -> Response:
    """Append items."""
    system, body = system_of(call), read_body(call)
    identifier = _stored(call)["id"]
    check_unlocked(system, identifier)
    items = read_items(system, body["items"], "items")
    check_unique([*items_of(system, identifier), *items])
    append_items(system, identifier, items)
    return answer(listed(items, has_more=False))


@operations.bind("listConversationItems")
def list_items(call: Call) -> Response:
    """Return one page of items, newest first unless told."""
    order = order_of(call, "desc")
    return page(call, items_of(system_of(call), _stored(call)["id"]), order=order)


@operations.bind("getConversationItem")
def get_item(call: Call) -> Response:
    """Return one item."""
    return answer(_stored_item(call)["item"])


@operations.bind("deleteConversationItem")
def delete_item(call: Call) -> Response:
    """Take one item out and return the conversation."""
    conversation, entry = _stored(call), _stored_item(call)
    call.system.store[ITEMS].remove(_key(conversation["id"], entry["item"]["id"]))
    return answer(conversation)


def conversation_items(system: OpenAI, identifier: str) -> Sequence[Item]:
    """Return the items that a response with this conversation reads.

    Raises:
        Refused: it does not exist, or a response is working on it.
    """
    if identifier not in system.store[COLLECTION]:
        raise _missing(identifier)
    check_unlocked(system, identifier)
    return items_of(system, identifier)


def items_of(system: OpenAI, identifier: str) -> Sequence[Item]:
    """Return the items of a conversation, oldest first."""
    return [entry["item"] for entry in system.store[ITEMS].where("conversation_id", identifier)]


def append_items(system: OpenAI, identifier: str, items: Sequence[Item]) -> None:
    """Put items at the end of a conversation."""
    remember(system, items)
    for item in items:
        entry = {"conversation_id": identifier, "item": item}
        system.store[ITEMS].put(_key(identifier, item["id"]), entry)


def check_unlocked(system: OpenAI, identifier: str) -> None:
    """Refuse a second process on a conversation.

    Raises:
        Refused: a background response is working on it.
    """
    if system.store[JOBS].where("conversation", identifier):
        raise Refused(
            "Another process is currently operating on this conversation. Please retry in a few seconds.",
            param="conversation",
            code="conversation_locked",
        )


def _key(conversation: str, item: str) -> str:
    return f"{conversation}/{item}"


def _missing(identifier: str) -> Refused:
    return not_found(f"Conversation with id '{identifier}' not found.")


def _stored(call: Call) -> Record:
    identifier = call.parameters["conversation_id"]
    record = call.system.store[COLLECTION].get(identifier)
    if record is None:
        raise _missing(identifier)
    return record


def _stored_item(call: Call) -> Record:
    conversation, item = _stored(call)["id"], call.parameters["item_id"]
    entry = call.system.store[ITEMS].get(_key(conversation, item))
    if entry is None:
        raise not_found(f"Item with id '{item}' not found in conversation '{conversation}'.")
    return entry
