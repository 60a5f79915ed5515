"""Chat completions taken apart."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.openai.spoken import frames_of
from simulators.openai.spoken_chat import SpokenChat, joined
from tests.simulators.openai.desk import Desk, classification, frames, tool


@pytest.mark.parametrize("more", [{}, {"n": 2}, {"tools": [tool()], "tool_choice": "required"}])
def test_the_frames_of_a_stream_are_joined_to_what_they_came_from(desk: Desk, more: dict[str, Any]) -> None:
    """Contents, calls, reasons and usage."""
    options = {"stream": True, "stream_options": {"include_usage": True}}
    found = joined(frames_of(desk.chat("hello", **options, **more)))
    whole = desk.chat("hello", **more).json()
    assert found["usage"] == whole["usage"]
    for one, other in zip(found["choices"], whole["choices"], strict=True):
        assert one["finish_reason"] == other["finish_reason"]
        assert one["message"]["content"] == other["message"]["content"]
        for mine, theirs in zip(
            one["message"].get("tool_calls", []), other["message"].get("tool_calls", []), strict=True
        ):
            assert mine["function"] == theirs["function"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_rewritten_answer_keeps_its_form(desk: Desk, stream: bool) -> None:
    """Tokens are counted again, the schema is handed to the change."""
    options = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    response = desk.chat("hello", response_format=classification(), **options)
    spoken, seen = SpokenChat(desk.system, desk.last, response), []
    spoken.rewrite(lambda text, schema: seen.append(schema) or "changed")  # type: ignore[func-returns-value]  # terse
    rendered = spoken.render(response)
    usage = frames(rendered)[-2]["usage"] if stream else rendered.json()["usage"]
    assert seen[0] is not None
    assert seen[0]["properties"].keys() == {"category", "confidence", "explanation"}
    assert usage["completion_tokens"] == 2
    assert usage["total_tokens"] == usage["prompt_tokens"] + 2
    assert rendered.header("x-request-id") == response.header("x-request-id")


def test_arguments_are_rewritten_by_their_own_schema(desk: Desk) -> None:
    """Each call follows the parameters of its function."""
    response = desk.chat(tools=[tool()], tool_choice="required")
    spoken = SpokenChat(desk.system, desk.last, response)
    spoken.rewrite(lambda text, schema: ",".join((schema or {})["properties"]))
    message = spoken.render(response).json()["choices"][0]["message"]
    assert message["tool_calls"][0]["function"]["arguments"] == "number"
