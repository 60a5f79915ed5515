"""The events of a stream."""

from __future__ import annotations

import orjson

from tests.simulators.anthropic.desk import Desk, events, held_to, tool


def test_the_order_of_events(desk: Desk) -> None:
    """From message_start to message_stop, the ping after the first block's start."""
    kinds = [event["type"] for event in events(desk.ask(stream=True))]
    assert kinds[:3] == ["message_start", "content_block_start", "ping"]
    assert set(kinds[3:-3]) == {"content_block_delta"}
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]


def test_usage_begins_with_the_input_and_ends_with_all(desk: Desk) -> None:
    """What is told at the end is cumulative."""
    whole = desk.ask().json()["usage"]
    found = events(desk.ask(stream=True))
    started, ended = found[0]["message"], found[-2]
    assert (started["content"], started["stop_reason"]) == ([], None)
    assert (started["usage"]["input_tokens"], started["usage"]["output_tokens"]) == (whole["input_tokens"], 1)
    assert (ended["usage"]["output_tokens"], ended["usage"]["input_tokens"]) == (
        whole["output_tokens"],
        whole["input_tokens"],
    )


def test_text_adds_up(sorter: Desk) -> None:
    """To what is given at once."""
    whole = sorter.ask(output_config=held_to()).json()["content"][0]["text"]
    found = events(sorter.ask(output_config=held_to(), stream=True))
    assert "".join(each["delta"]["text"] for each in found if each["type"] == "content_block_delta") == whole


def test_the_input_of_a_tool_comes_in_fragments(desk: Desk) -> None:
    """The first of them is empty, and all together are JSON."""
    found = events(desk.ask(tools=[tool()], tool_choice={"type": "any"}, stream=True))
    assert found[1]["content_block"]["input"] == {}
    pieces = [each["delta"]["partial_json"] for each in found if each["type"] == "content_block_delta"]
    assert pieces[0] == ""
    assert orjson.loads("".join(pieces)).keys() == {"number"}
    assert found[-2]["delta"]["stop_reason"] == "tool_use"


def test_thinking_ends_with_its_signature(desk: Desk) -> None:
    """Shown or not."""
    for display in ("summarized", "omitted"):
        thinking = {"type": "enabled", "budget_tokens": 1024, "display": display}
        found = events(desk.ask(max_tokens=2000, thinking=thinking, stream=True))
        deltas = [each["delta"]["type"] for each in found if each.get("index") == 0 and "delta" in each]
        assert deltas[-1] == "signature_delta"
        assert set(deltas[:-1]) == ({"thinking_delta"} if display == "summarized" else set())
        assert found[-2]["usage"]["output_tokens_details"] == {"thinking_tokens": 200}


def test_a_message_without_content_has_no_blocks(desk: Desk) -> None:
    """Start, delta and stop."""
    kinds = [event["type"] for event in events(desk.ask(max_tokens=0, stream=True))]
    assert kinds == ["message_start", "message_delta", "message_stop"]


def test_errors_before_the_first_event_are_plain(desk: Desk) -> None:
    """With their status."""
    assert desk.ask(stream=True, model="x").status == 404
