"""Conversations."""

from __future__ import annotations

from tests.simulators.openai.desk import Desk, error_of


def opened(desk: Desk, *texts: str) -> str:
    """Open a conversation with messages of the user."""
    items = [{"role": "user", "content": text} for text in texts]
    return str(desk.post("/conversations", {"items": items, "metadata": {"a": "b"}}).json()["id"])


def test_a_conversation_is_opened_read_changed_and_deleted(desk: Desk) -> None:
    """Metadata is replaced; a deleted conversation is gone."""
    path = f"/conversations/{opened(desk)}"
    assert desk.get(path).json()["metadata"] == {"a": "b"}
    assert desk.post(path, {"metadata": {"c": "d"}}).json()["metadata"] == {"c": "d"}
    assert desk.delete(path).json()["object"] == "conversation.deleted"
    assert desk.get(path).status == 404
    assert desk.post("/conversations").status == 200


def test_items_are_appended_and_paged(desk: Desk) -> None:
    """Newest first unless told; the answer to appending holds the new ones."""
    path = f"/conversations/{opened(desk, 'one')}/items"
    added = desk.post(path, {"items": [{"role": "user", "content": text} for text in ("two", "three")]}).json()
    assert [item["content"][0]["text"] for item in added["data"]] == ["two", "three"]
    page = desk.get(f"{path}?limit=2").json()
    assert [item["content"][0]["text"] for item in page["data"]] == ["three", "two"]
    rest = desk.get(f"{path}?limit=2&after={page['last_id']}").json()
    assert [item["content"][0]["text"] for item in rest["data"]] == ["one"]


def test_an_item_is_read_and_taken_out(desk: Desk) -> None:
    """Taking an item out answers with the conversation."""
    conversation = opened(desk, "one", "two")
    path = f"/conversations/{conversation}/items"
    item = desk.get(f"{path}?order=asc").json()["data"][0]
    assert desk.get(f"{path}/{item['id']}").json() == item
    assert desk.delete(f"{path}/{item['id']}").json()["id"] == conversation
    assert desk.get(f"{path}/{item['id']}").status == 404
    assert len(desk.get(path).json()["data"]) == 1


def test_up_to_twenty_items_at_a_time(desk: Desk) -> None:
    """More are refused."""
    items = [{"role": "user", "content": "x"}] * 21
    assert error_of(desk.post("/conversations", {"items": items}))["code"] == "array_above_max_length"


def test_items_outlive_their_conversation(desk: Desk) -> None:
    """They can still be referred to."""
    conversation = opened(desk, "one")
    item = desk.get(f"/conversations/{conversation}/items").json()["data"][0]
    desk.delete(f"/conversations/{conversation}")
    assert desk.respond([{"type": "item_reference", "id": item["id"]}]).status == 200


def test_an_unknown_conversation_is_404_everywhere(desk: Desk) -> None:
    """The sentence names it."""
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/items"), ("GET", "/items/msg_1")):
        error = error_of(desk.send(method, f"/conversations/conv_x{path}"))
        assert error["message"] == "Conversation with id 'conv_x' not found."
