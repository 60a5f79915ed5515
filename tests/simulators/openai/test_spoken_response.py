"""Responses taken apart."""

from __future__ import annotations

import pytest

from simulators.openai.spoken_response import SpokenResponse
from tests.simulators.openai.desk import Desk, flat_classification, flat_tool, frames


@pytest.mark.parametrize("stream", [False, True])
def test_a_rewritten_response_keeps_its_form(desk: Desk, stream: bool) -> None:
    """Deltas, whole texts and usage all follow the change."""
    response = desk.respond("hello", text=flat_classification(), stream=stream)
    spoken = SpokenResponse(desk.system, desk.last, response)
    spoken.rewrite(lambda text, schema: f"changed {len((schema or {})['properties'])}")
    rendered = spoken.render(response)
    record = frames(rendered)[-1]["response"] if stream else rendered.json()
    assert record["output"][0]["content"][0]["text"] == "changed 3"
    assert record["usage"]["output_tokens"] == 3
    if stream:
        deltas = [event.get("delta", "") for event in frames(rendered)]
        assert "".join(deltas) == "changed 3"


def test_reasoning_stays_when_the_rest_is_refused(desk: Desk) -> None:
    """A refusal takes the place of message and calls."""
    response = desk.respond("hello", model="gpt-5-mini", tools=[flat_tool()], tool_choice="required")
    spoken = SpokenResponse(desk.system, desk.last, response)
    spoken.refuse("No.")
    output = spoken.render(response).json()["output"]
    assert [item["type"] for item in output] == ["reasoning", "message"]
    assert output[1]["content"] == [{"type": "refusal", "refusal": "No."}]


def test_arguments_are_rewritten_by_their_own_schema(desk: Desk) -> None:
    """Each call follows the parameters of its function."""
    response = desk.respond(tools=[flat_tool()], tool_choice="required")
    spoken = SpokenResponse(desk.system, desk.last, response)
    spoken.rewrite(lambda text, schema: ",".join((schema or {})["properties"]))
    assert spoken.render(response).json()["output"][0]["arguments"] == "number"
