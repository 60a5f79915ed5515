"""Responses in one piece."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulators.openai.desk import Desk, error_of, flat_classification, flat_tool, tool


def text_of(response: Any) -> str:
    """Return the text of a response's message."""
    return str(response["output"][-1]["content"][0]["text"])


def test_a_response_echoes_its_settings(desk: Desk) -> None:
    """What was not given has its default, what says nothing is null."""
    response = desk.respond(temperature=0.5, metadata={"a": "b"}, user="u-1").json()
    assert response["id"].startswith("resp_")
    assert (response["status"], response["model"]) == ("completed", "gpt-4o-mini-2024-07-18")
    assert (response["temperature"], response["top_p"], response["metadata"]) == (0.5, 1.0, {"a": "b"})
    assert (response["user"], response["store"], response["background"]) == ("u-1", True, False)
    assert response["text"] == {"format": {"type": "text"}, "verbosity": "medium"}
    assert response["error"] is response["incomplete_details"] is response["instructions"] is None


def test_usage_adds_up(desk: Desk) -> None:
    """Input, output and total, with their details."""
    response = desk.respond("x" * 40, instructions="y" * 8).json()
    usage = response["usage"]
    assert usage["input_tokens"] == 3 + 3 + 10 + 3 + 2
    assert usage["output_tokens"] == -(-len(text_of(response)) // 4)
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["input_tokens_details"] == {"cached_tokens": 0, "cache_write_tokens": 0}


def test_a_structured_response_follows_the_schema(sorter: Desk) -> None:
    """The format stands flat in ``text``."""
    answered = json.loads(text_of(sorter.respond("Where is my parcel?", text=flat_classification()).json()))
    assert (answered["category"], answered["confidence"]) == ("delivery", 1.0)


def test_too_few_tokens_leave_a_response_incomplete(sorter: Desk) -> None:
    """Status, reason and the status of the message say so; it is no error."""
    answered = sorter.respond(text=flat_classification(), max_output_tokens=16)
    response = answered.json()
    assert (answered.status, response["status"]) == (200, "incomplete")
    assert response["incomplete_details"] == {"reason": "max_output_tokens"}
    assert response["output"][0]["status"] == "incomplete"
    with pytest.raises(json.JSONDecodeError):
        json.loads(text_of(response))


def test_reasoning_comes_first(desk: Desk) -> None:
    """Its summary is empty unless it is wanted, its content is encrypted when included."""
    response = desk.respond(model="gpt-5-mini").json()
    assert [item["type"] for item in response["output"]] == ["reasoning", "message"]
    assert response["output"][0]["summary"] == []
    assert response["usage"]["output_tokens_details"] == {"reasoning_tokens": 256}
    more = {"reasoning": {"summary": "auto"}, "include": ["reasoning.encrypted_content"]}
    reasoning = desk.respond(model="gpt-5-mini", **more).json()["output"][0]
    assert reasoning["summary"][0]["type"] == "summary_text"
    assert reasoning["encrypted_content"]


def test_reasoning_alone_may_use_everything_up(desk: Desk) -> None:
    """Then there is no message at all."""
    response = desk.respond(model="gpt-5-mini", max_output_tokens=100).json()
    assert [item["type"] for item in response["output"]] == ["reasoning"]
    assert response["usage"]["output_tokens"] == 100


def test_a_function_call_and_its_result_go_on(desk: Desk) -> None:
    """The call of one response, the output of the next, and the chain holds both."""
    first = desk.respond(tools=[flat_tool()], tool_choice="required").json()
    called = first["output"][0]
    assert (called["type"], called["name"]) == ("function_call", "find_order")
    assert isinstance(json.loads(called["arguments"])["number"], str)
    unanswered = desk.respond("and now?", previous_response_id=first["id"])
    assert error_of(unanswered)["message"] == f"No tool output found for function call {called['call_id']}."
    output = [{"type": "function_call_output", "call_id": called["call_id"], "output": "shipped"}]
    assert desk.respond(output, previous_response_id=first["id"]).json()["status"] == "completed"
    stray = error_of(desk.respond(output))
    assert stray["message"] == f"No tool call found for function call output with call_id {called['call_id']}."


def test_functions_are_shown_strict_unless_told(desk: Desk) -> None:
    """Unlike in chat completions the default is strict; only what says so is checked."""
    tools = desk.respond(tools=[flat_tool(), flat_tool("b", strict=False)]).json()["tools"]
    assert [each["strict"] for each in tools] == [True, False]
    error = error_of(desk.respond(tools=[flat_tool(strict=True)]))
    assert (error["param"], error["code"]) == ("tools[0].parameters", "invalid_function_parameters")


def test_a_named_function_is_called(desk: Desk) -> None:
    """The choice is flat."""
    choice = {"type": "function", "name": "refund"}
    response = desk.respond(tools=[flat_tool(), flat_tool("refund")], tool_choice=choice).json()
    assert response["output"][0]["name"] == "refund"
    allowed = {"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "refund"}]}
    again = desk.respond(tools=[flat_tool(), flat_tool("refund")], tool_choice=allowed).json()
    assert again["output"][0]["name"] == "refund"


def test_the_nested_form_of_a_function_is_refused(desk: Desk) -> None:
    """A tool of chat completions is not one of responses."""
    assert error_of(desk.respond(tools=[tool()]))["param"] == "tools[0].name"


def test_a_chain_remembers_everything_but_instructions(desk: Desk) -> None:
    """Later responses are made from all items before, and paid for them."""
    first = desk.respond("x" * 400, instructions="y" * 400).json()
    second = desk.respond("and then?", previous_response_id=first["id"]).json()
    assert second["previous_response_id"] == first["id"]
    assert second["instructions"] is None
    assert 100 < second["usage"]["input_tokens"] < 200
    items = desk.get(f"/responses/{second['id']}/input_items?order=asc").json()["data"]
    assert [item["role"] for item in items] == ["user", "assistant", "user"]


@pytest.mark.parametrize("stored", [True, False])
def test_only_stored_responses_can_be_continued(desk: Desk, stored: bool) -> None:
    """An unknown and an unstored predecessor are refused alike."""
    previous = desk.respond("hi", store=False).json()["id"] if stored else "resp_unknown"
    error = error_of(desk.respond("more", previous_response_id=previous))
    assert (error["code"], error["param"]) == ("previous_response_not_found", "previous_response_id")
    assert error["message"] == f"Previous response with id '{previous}' not found."


def test_a_conversation_is_read_and_extended(desk: Desk) -> None:
    """Input and output are appended when the response is complete."""
    conversation = desk.post("/conversations", {"items": [{"role": "user", "content": "x" * 400}]}).json()["id"]
    response = desk.respond("next", conversation=conversation).json()
    assert response["conversation"] == {"id": conversation}
    assert response["usage"]["input_tokens"] > 100
    items = desk.get(f"/conversations/{conversation}/items?order=asc").json()["data"]
    assert [item["role"] for item in items] == ["user", "user", "assistant"]
    by_object = desk.respond("again", conversation={"id": conversation})
    assert by_object.status == 200
    assert desk.respond("x", conversation="conv_unknown").status == 404


def test_a_model_is_needed_unless_there_is_a_default(desk: Desk) -> None:
    """The option default_model stands in."""
    assert error_of(desk.post("/responses", {"input": "x"}))["param"] == "model"
    assert Desk(default_model="gpt-4o").post("/responses", {"input": "x"}).json()["model"] == "gpt-4o-2024-08-06"


def test_something_has_to_be_said(desk: Desk) -> None:
    """Without any input there is nothing to respond to."""
    assert error_of(desk.post("/responses", {"model": "gpt-4o"}))["code"] == "missing_required_parameter"


def test_a_model_of_another_kind_does_not_respond(desk: Desk) -> None:
    """An embedding model is sent away."""
    error = error_of(desk.respond(model="text-embedding-3-small"))
    assert error["message"] == "The requested model 'text-embedding-3-small' cannot be used with the Responses API."


def test_a_long_input_is_refused_or_truncated(desk: Desk) -> None:
    """``truncation: auto`` drops the oldest items instead."""
    given = [{"role": "user", "content": "x" * 4 * 127_990}, {"role": "user", "content": "the end" * 10}]
    error = error_of(desk.respond(given))
    assert (error["code"], error["param"]) == ("context_length_exceeded", "input")
    response = desk.respond(given, truncation="auto").json()
    assert response["usage"]["input_tokens"] == 3 + 3 + 18


def test_tokens_are_counted_without_an_answer(desk: Desk) -> None:
    """The count is what a response with this input is charged for."""
    body = {"model": "gpt-4o-mini", "input": "x" * 40, "instructions": "y" * 8, "tools": [flat_tool()]}
    counted = desk.post("/responses/input_tokens", body).json()
    assert counted["object"] == "response.input_tokens"
    assert counted["input_tokens"] == desk.post("/responses", body).json()["usage"]["input_tokens"]
    assert desk.post("/responses/input_tokens", {}).status == 200
    assert desk.post("/responses/input_tokens", {"model": "gpt-9"}).status == 404


def test_log_probabilities_are_included_on_demand(desk: Desk) -> None:
    """The text carries one entry for each token."""
    response = desk.respond(include=["message.output_text.logprobs"], top_logprobs=2).json()
    entries = response["output"][0]["content"][0]["logprobs"]
    assert "".join(entry["token"] for entry in entries) == text_of(response)


def test_a_refusal_is_a_part_of_its_own() -> None:
    """The message is complete and holds a refusal."""
    desk = Desk(brain={"kind": "recorded", "answers": [{"prompt": "hi", "refusal": "I cannot do that."}]})
    response = desk.respond("hi").json()
    assert response["status"] == "completed"
    assert response["output"][0]["content"] == [{"type": "refusal", "refusal": "I cannot do that."}]
