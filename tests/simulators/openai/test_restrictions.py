"""What models refuse, and what does not go together."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.openai.desk import Desk, error_of


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("top_p", 0.5),
        ("stop", ["x"]),
        ("presence_penalty", 0.1),
        ("frequency_penalty", 0.1),
        ("logit_bias", {"1": 2}),
        ("logprobs", True),
    ],
)
def test_reasoning_models_refuse_what_steers_others(desk: Desk, name: str, value: Any) -> None:
    """The parameter is named, the code is unsupported_parameter; others take it."""
    error = error_of(desk.chat(model="gpt-5-mini", **{name: value}))
    assert error["message"] == f"Unsupported parameter: '{name}' is not supported with this model."
    assert (error["param"], error["code"]) == (name, "unsupported_parameter")
    assert desk.chat(**{name: value}).status == 200


def test_reasoning_models_refuse_a_temperature(desk: Desk) -> None:
    """Only the default value is supported."""
    error = error_of(desk.chat(model="gpt-5-mini", temperature=0))
    assert error == {
        "message": (
            "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is"
            " supported."
        ),
        "type": "invalid_request_error",
        "param": "temperature",
        "code": "unsupported_value",
    }
    assert desk.chat(model="gpt-5-mini", temperature=1, top_p=1, stop=None).status == 200


def test_reasoning_models_want_the_new_name_of_the_limit(desk: Desk) -> None:
    """``max_tokens`` is refused with the name to use instead."""
    error = error_of(desk.chat(model="gpt-5-mini", max_tokens=400))
    assert error["message"].endswith("Use 'max_completion_tokens' instead.")


def test_other_models_do_not_reason(desk: Desk) -> None:
    """An effort is refused by models that do not think."""
    assert error_of(desk.chat(reasoning_effort="low"))["param"] == "reasoning_effort"
    assert error_of(desk.respond(reasoning={"effort": "low"}))["param"] == "reasoning.effort"
    assert desk.respond(model="gpt-5-mini", reasoning={"effort": "low"}).status == 200


@pytest.mark.parametrize(
    ("given", "param", "told"),
    [
        ({"metadata": {"a": "b"}}, "metadata", "only allowed when 'store' is enabled"),
        ({"stream_options": {"include_usage": True}}, "stream_options", "only allowed when 'stream' is enabled"),
        ({"top_logprobs": 2}, "top_logprobs", "only allowed when 'logprobs' is enabled"),
        ({"tool_choice": "auto"}, "tool_choice", "only allowed when 'tools' are specified"),
        ({"parallel_tool_calls": False}, "parallel_tool_calls", "only allowed when 'tools' are specified"),
        ({"max_tokens": 5, "max_completion_tokens": 5}, "max_tokens", "at the same time"),
    ],
)
def test_parameters_that_need_another_are_refused_alone(
    desk: Desk, given: dict[str, Any], param: str, told: str
) -> None:
    """The message names both."""
    error = error_of(desk.chat(**given))
    assert error["param"] == param
    assert told in error["message"]


def test_a_prompt_longer_than_the_context_is_refused(desk: Desk) -> None:
    """The message tells context and prompt."""
    error = error_of(desk.chat("x" * 4 * 128_000))
    assert (error["param"], error["code"]) == ("messages", "context_length_exceeded")
    assert error["message"] == (
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 128006 tokens."
        " Please reduce the length of the messages."
    )


def test_prompt_and_answer_have_to_fit_together(desk: Desk) -> None:
    """The message tells both shares."""
    error = error_of(desk.chat("x" * 4 * 127_000, max_completion_tokens=2000))
    assert "you requested 129006 tokens (127006 in the messages, 2000 in the completion)" in error["message"]


def test_an_answer_longer_than_the_model_writes_is_refused(desk: Desk) -> None:
    """The bound is named as the caller named it."""
    error = error_of(desk.chat(max_tokens=16_385))
    assert error["message"] == (
        "max_tokens is too large: 16385. This model supports at most 16384 completion tokens, whereas you provided"
        " 16385."
    )
    assert (error["param"], error["code"]) == ("max_tokens", "invalid_value")


def test_a_response_cannot_continue_in_two_ways(desk: Desk) -> None:
    """previous_response_id and conversation exclude each other."""
    error = error_of(desk.respond(previous_response_id="resp_1", conversation="conv_1"))
    assert error["code"] == "mutually_exclusive_parameters"


def test_stream_options_of_a_response_need_a_stream(desk: Desk) -> None:
    """The same rule holds for responses."""
    assert error_of(desk.respond(stream_options={"include_obfuscation": False}))["param"] == "stream_options"
