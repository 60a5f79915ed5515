"""Messages as they are answered."""

from __future__ import annotations

from simulators.anthropic.messages import decoded
from tests.simulators.anthropic.desk import MODEL, Desk, held_to, message_body, message_of, tool


def test_a_message_has_all_its_members(desk: Desk) -> None:
    """As the vendor shows them."""
    message = desk.ask().json()
    assert message.keys() == {
        "id",
        "type",
        "role",
        "model",
        "content",
        "stop_reason",
        "stop_sequence",
        "stop_details",
        "usage",
    }
    assert len(message["id"]) == len("msg_") + 24
    assert message["usage"]["service_tier"] == "standard"


def test_a_model_that_is_gone(desk: Desk) -> None:
    """404 from the day on which it retires, as for one that never was."""
    assert desk.ask(model="claude-opus-4").status == 200
    desk.clock.advance(200 * 86_400)
    for name in ("claude-opus-4", "claude-opus-4-20250514", "claude-9"):
        gone = desk.ask(model=name)
        assert (gone.status, message_of(gone)) == (404, f"model: {name}")


def test_thinking_comes_first_and_is_shown_on_demand(desk: Desk) -> None:
    """Its tokens are part of the output either way."""
    thinking = {"type": "enabled", "budget_tokens": 1024}
    for display, shown in ((None, True), ("summarized", True), ("omitted", False)):
        config = thinking if display is None else thinking | {"display": display}
        message = desk.ask(max_tokens=2000, thinking=config).json()
        assert [block["type"] for block in message["content"]] == ["thinking", "text"]
        assert bool(message["content"][0]["thinking"]) is shown
        assert message["usage"]["output_tokens_details"] == {"thinking_tokens": 200}
        assert message["usage"]["output_tokens"] > 200


def test_a_tool_call_that_is_cut(desk: Desk) -> None:
    """Its input cannot be told without streaming."""
    schema = {"type": "object", "properties": {"note": {"type": "string", "minLength": 100}}, "required": ["note"]}
    message = desk.ask(
        tools=[tool(input_schema=schema)], tool_choice={"type": "tool", "name": "find_order"}, max_tokens=3
    ).json()
    assert (message["stop_reason"], message["content"][0]["input"]) == ("max_tokens", {})


def test_what_is_no_object_is_no_input() -> None:
    """Cut JSON, and JSON of another type."""
    assert [decoded(text) for text in ('{"a": 1}', '{"a"', "[1]", "")] == [{"a": 1}, {}, {}, {}]


def test_a_count_is_what_a_message_is_charged(desk: Desk) -> None:
    """With system, tools and format."""
    more = {"system": "s" * 30, "tools": [tool()], "output_config": held_to()}
    counted = desk.post("/v1/messages/count_tokens", message_body(max_tokens=None, **more)).json()
    assert counted == {"input_tokens": desk.ask(**more).json()["usage"]["input_tokens"]}


def test_a_count_is_checked_like_a_message(desk: Desk) -> None:
    """Unknown model, wrong turns, and members that only a message has."""
    target = "/v1/messages/count_tokens"
    assert desk.post(target, message_body(max_tokens=None, model="x")).status == 404
    assert desk.post(target, message_body("", max_tokens=None)).status == 400
    assert message_of(desk.post(target, message_body())) == "max_tokens: Extra inputs are not permitted"
    assert desk.post(target, {"model": MODEL, "messages": [{"role": "user", "content": "a"}]}).status == 200
