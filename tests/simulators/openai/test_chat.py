"""Chat completions in one piece."""

from __future__ import annotations

import json

import pytest

from tests.simulators.openai.desk import Desk, classification, error_of, tool


def test_an_answer_has_the_vendors_form(desk: Desk) -> None:
    """Identifier, snapshot, one choice, usage that adds up."""
    completion = desk.chat().json()
    assert completion["id"].startswith("chatcmpl-")
    assert len(completion["id"]) == len("chatcmpl-") + 29
    assert completion["model"] == "gpt-4o-mini-2024-07-18"
    assert completion["service_tier"] == "default"
    assert completion["system_fingerprint"].startswith("fp_")
    choice = completion["choices"][0]
    assert (choice["finish_reason"], choice["logprobs"], choice["message"]["refusal"]) == ("stop", None, None)
    usage = completion["usage"]
    assert usage["prompt_tokens"] == 3 + 3 + 7
    assert usage["completion_tokens"] == -(-len(choice["message"]["content"]) // 4)
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_the_same_question_gets_the_same_answer(desk: Desk) -> None:
    """Another question, or another seed, gets another."""
    first, again = (desk.chat().json()["choices"] for _ in range(2))
    assert first == again
    assert desk.chat("Where is my parcel, please?").json()["choices"] != first
    texts = {desk.chat(seed=seed).json()["choices"][0]["message"]["content"] for seed in range(8)}
    assert len(texts) > 1


def test_a_structured_answer_follows_the_schema(sorter: Desk) -> None:
    """The nearest example decides the category; a known text is certain."""
    message = sorter.chat("my CARD was charged  twice", response_format=classification()).json()["choices"][0]
    assert json.loads(message["message"]["content"]) == {
        "category": "billing",
        "confidence": 1.0,
        "explanation": "The same message is known as billing.",
    }


def test_choices_are_written_independently_and_the_prompt_is_paid_once(desk: Desk) -> None:
    """``n`` choices are numbered, their tokens summed."""
    completion = desk.chat(n=3).json()
    contents = [choice["message"]["content"] for choice in completion["choices"]]
    assert [choice["index"] for choice in completion["choices"]] == [0, 1, 2]
    assert len(set(contents)) > 1
    assert completion["usage"]["prompt_tokens"] == 13
    assert completion["usage"]["completion_tokens"] == sum(-(-len(content) // 4) for content in contents)


def test_too_few_tokens_cut_the_json(sorter: Desk) -> None:
    """finish_reason is length, and the content breaks off."""
    choice = sorter.chat(response_format=classification(), max_completion_tokens=5).json()["choices"][0]
    assert choice["finish_reason"] == "length"
    assert choice["message"]["content"] == '{"category":"billing'
    with pytest.raises(json.JSONDecodeError):
        json.loads(choice["message"]["content"])


@pytest.mark.parametrize("stop", ["charged", ["nothing", "charged"]])
def test_a_stop_text_ends_the_answer_and_is_not_part_of_it(stop: object) -> None:
    """Text before the first stop is all that comes."""
    desk = Desk(brain={"kind": "recorded", "answers": [{"prompt": "hi", "answer": "you were charged twice"}]})
    choice = desk.chat("hi", stop=stop).json()["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("you were ", "stop")


def test_reasoning_is_paid_and_may_use_everything_up(desk: Desk) -> None:
    """Reasoning tokens count as completion tokens and against the limit."""
    usage = desk.chat(model="gpt-5-mini").json()["usage"]
    assert usage["completion_tokens_details"]["reasoning_tokens"] == 256
    assert usage["completion_tokens"] > 256
    completion = desk.chat(model="gpt-5-mini", max_completion_tokens=100).json()
    assert completion["choices"][0]["finish_reason"] == "length"
    assert completion["choices"][0]["message"]["content"] == ""
    assert completion["usage"]["completion_tokens"] == 100


def test_less_effort_means_less_reasoning(desk: Desk) -> None:
    """The effort scales the thinking."""
    low = desk.chat(model="gpt-5-mini", reasoning_effort="low").json()["usage"]["completion_tokens_details"]
    none = desk.chat(model="gpt-5-mini", reasoning_effort="minimal").json()["usage"]["completion_tokens_details"]
    assert (low["reasoning_tokens"], none["reasoning_tokens"]) == (64, 0)


def test_a_required_tool_is_called_with_arguments_that_fit(desk: Desk) -> None:
    """Content is null, arguments are JSON in a string, finish_reason is tool_calls."""
    choice = desk.chat(tools=[tool()], tool_choice="required").json()["choices"][0]
    called = choice["message"]["tool_calls"][0]
    assert (choice["finish_reason"], choice["message"]["content"]) == ("tool_calls", None)
    assert called["id"].startswith("call_")
    assert called["function"]["name"] == "find_order"
    assert isinstance(json.loads(called["function"]["arguments"])["number"], str)


def test_a_named_tool_is_the_one_that_is_called(desk: Desk) -> None:
    """A caller who names a function gets it, and finish_reason stop."""
    wanted = {"type": "function", "function": {"name": "refund"}}
    choice = desk.chat(tools=[tool(), tool("refund")], tool_choice=wanted).json()["choices"][0]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["tool_calls"][0]["function"]["name"] == "refund"


def test_allowed_tools_narrow_the_choice(desk: Desk) -> None:
    """Of the tools that are allowed one is called when one must be."""
    allowed = {"mode": "required", "tools": [{"type": "function", "function": {"name": "refund"}}]}
    choice = {"type": "allowed_tools", "allowed_tools": allowed}
    answered = desk.chat(tools=[tool(), tool("refund")], tool_choice=choice).json()["choices"][0]
    assert answered["message"]["tool_calls"][0]["function"]["name"] == "refund"


@pytest.mark.parametrize("choice", ["auto", "none", None])
def test_a_tool_that_need_not_be_called_is_not(desk: Desk, choice: str | None) -> None:
    """Left to itself, the simulated model answers with text."""
    more = {} if choice is None else {"tool_choice": choice}
    assert "tool_calls" not in desk.chat(tools=[tool()], **more).json()["choices"][0]["message"]


def test_a_tool_that_is_not_there_cannot_be_chosen(desk: Desk) -> None:
    """The choice has to be one of the tools."""
    wanted = {"type": "function", "function": {"name": "fly"}}
    assert error_of(desk.chat(tools=[tool()], tool_choice=wanted))["param"] == "tool_choice"


def test_log_probabilities_come_for_every_token(desk: Desk) -> None:
    """One entry a token, with as many alternatives as were asked for."""
    choice = desk.chat(logprobs=True, top_logprobs=3).json()["choices"][0]
    entries = choice["logprobs"]["content"]
    assert "".join(entry["token"] for entry in entries) == choice["message"]["content"]
    assert all(len(entry["top_logprobs"]) == 3 for entry in entries)


def test_an_unknown_model_is_404(desk: Desk) -> None:
    """Code, message and null param are the vendor's."""
    response = desk.chat(model="gpt-4x")
    assert response.status == 404
    assert error_of(response) == {
        "message": "The model `gpt-4x` does not exist or you do not have access to it.",
        "type": "invalid_request_error",
        "param": None,
        "code": "model_not_found",
    }


def test_a_model_that_was_shut_down_is_unknown(desk: Desk) -> None:
    """From the announced day on an alias answers as an unknown model does."""
    desk.clock.advance(400 * 86400)
    assert error_of(desk.chat())["code"] == "model_not_found"


def test_a_model_of_another_kind_does_not_chat(desk: Desk) -> None:
    """An embedding model is sent away."""
    response = desk.chat(model="text-embedding-3-small")
    assert response.status == 404
    assert "not a chat model" in error_of(response)["message"]


def test_any_json_needs_the_word(desk: Desk) -> None:
    """``json_object`` without the word json in a message is refused; with it, JSON comes."""
    wanted = {"type": "json_object"}
    assert "must contain the word 'json'" in error_of(desk.chat(response_format=wanted))["message"]
    content = desk.chat("Tell me in JSON", response_format=wanted).json()["choices"][0]["message"]["content"]
    assert isinstance(json.loads(content), dict)


def test_a_schema_that_is_not_strict_is_refused(desk: Desk) -> None:
    """The message names format and context."""
    error = error_of(desk.chat(response_format=classification({"type": "object", "properties": {}})))
    assert error["message"] == (
        "Invalid schema for response_format 'triage': In context=(), 'additionalProperties' is required to be supplied"
        " and to be false."
    )
    assert (error["param"], error["code"]) == ("response_format", None)
    loose = classification({"type": "object", "properties": {}}, strict=False)
    assert desk.chat(response_format=loose).status == 200


def test_a_function_that_is_not_strict_is_refused(desk: Desk) -> None:
    """The message names the function, the code is its own."""
    error = error_of(desk.chat(tools=[tool(strict=True)], tool_choice="required"))
    assert error["message"].startswith("Invalid schema for function 'find_order': In context=()")
    assert (error["param"], error["code"]) == ("tools[0].function.parameters", "invalid_function_parameters")


def test_the_fast_tier_is_served_as_priority(desk: Desk) -> None:
    """An answer names the class that was used."""
    assert desk.chat(service_tier="fast").json()["service_tier"] == "priority"
    assert desk.chat(service_tier="flex").json()["service_tier"] == "flex"


def test_unicode_and_empty_texts_go_through(desk: Desk) -> None:
    """What is said may be in any script, or nothing at all."""
    assert desk.chat("Kde je můj balík? 📦 有问题").status == 200
    assert desk.chat("").status == 200


def test_a_recorded_refusal_is_a_refusal() -> None:
    """The message carries a refusal and no content."""
    desk = Desk(brain={"kind": "recorded", "answers": [{"prompt": "hi", "refusal": "I cannot do that."}]})
    message = desk.chat("hi").json()["choices"][0]["message"]
    assert (message["refusal"], message["content"]) == ("I cannot do that.", None)
