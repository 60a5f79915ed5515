"""Items of responses and conversations."""

from __future__ import annotations

from tests.simulators.openai.desk import Desk, error_of


def test_an_item_can_be_referred_to(desk: Desk) -> None:
    """A reference stands for the item that is stored."""
    first = desk.respond("the first words").json()["id"]
    item = desk.get(f"/responses/{first}/input_items").json()["data"][0]
    for reference in ({"type": "item_reference", "id": item["id"]}, {"id": item["id"]}):
        second = desk.respond([reference, {"role": "user", "content": "more"}]).json()["id"]
        listed = desk.get(f"/responses/{second}/input_items?order=asc").json()["data"]
        assert listed[0] == item


def test_an_item_cannot_be_there_twice(desk: Desk) -> None:
    """Neither in one input nor by way of the chain."""
    first = desk.respond("the first words").json()
    again = desk.respond(first["output"], previous_response_id=first["id"])
    assert error_of(again)["message"].startswith(f"Duplicate item found with id {first['output'][0]['id']}.")
    conversation = desk.post("/conversations", {"items": first["output"]}).json()["id"]
    assert desk.post(f"/conversations/{conversation}/items", {"items": first["output"]}).status == 400


def test_an_identifier_has_to_be_of_its_kind(desk: Desk) -> None:
    """The place is named; members that no item has are not kept."""
    call = {"type": "function_call", "id": "call_1", "call_id": "c", "name": "n", "arguments": "{}"}
    error = error_of(desk.respond([{"role": "user", "content": "x"}, call]))
    assert error["message"] == "Invalid 'input[1].id': 'call_1'. Expected an ID that begins with 'fc'."
    assert (error["param"], error["code"]) == ("input[1].id", "invalid_value")
    kept = desk.post("/conversations", {"items": [{**call, "id": "fc_1", "colour": "red"}]}).json()["id"]
    assert "colour" not in desk.get(f"/conversations/{kept}/items").json()["data"][0]


def test_a_reference_that_leads_nowhere_is_refused(desk: Desk) -> None:
    """The item is named."""
    response = desk.respond([{"type": "item_reference", "id": "msg_unknown"}])
    assert response.status == 404
    assert error_of(response)["message"] == "Item with id 'msg_unknown' not found."


def test_output_can_be_handed_back_as_input(desk: Desk) -> None:
    """Reasoning, messages and calls of a response are taken as they are."""
    output = desk.respond("hello", model="gpt-5-mini", reasoning={"summary": "auto"}).json()["output"]
    given = [{"role": "user", "content": "hello"}, *output, {"role": "user", "content": "go on"}]
    second = desk.respond(given, model="gpt-5-mini").json()["id"]
    listed = desk.get(f"/responses/{second}/input_items?order=asc").json()["data"]
    assert [item["type"] for item in listed] == ["message", "reasoning", "message", "message"]


def test_messages_of_all_mixtures_are_completed(desk: Desk) -> None:
    """Texts become parts; the assistant's are output with annotations."""
    image = {"type": "input_image", "image_url": "https://example.com/a.png"}
    file = {"type": "input_file", "file_data": "A" * 64}
    given = [
        {"role": "assistant", "content": "earlier"},
        {"role": "user", "content": [{"type": "input_text", "text": "look"}, image, file]},
    ]
    response = desk.respond(given).json()
    listed = desk.get(f"/responses/{response['id']}/input_items?order=asc").json()["data"]
    assert listed[0]["content"] == [{"annotations": [], "logprobs": [], "type": "output_text", "text": "earlier"}]
    assert [part["type"] for part in listed[1]["content"]] == ["input_text", "input_image", "input_file"]
    assert response["usage"]["input_tokens"] == 3 + 3 + 2 + 3 + 1 + 765 + 12
