"""Answers that go wrong."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import orjson
import pytest

from simulators.anthropic.spoken import joined
from tests.simulators.anthropic.desk import SCHEMA, Desk, events, held_to, tool
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.simulator.brain.misbehaving import WAYS
from windtunnel.world.http import Response


def spoilt(desk: Desk, way: str, **more: Any) -> Response:
    """Return an answer gone wrong."""
    right = desk.ask(**{"output_config": held_to(), **more})
    response: Response = desk.system.misbehave(way, desk.last, right)
    return response


def text_in(response: Response) -> str:
    """Return the text of an answer, streamed or not."""
    message = joined(events(response)) if response.chunks is not None else response.json()
    return "".join(block.get("text", "") for block in message["content"])


def test_an_unknown_way_is_refused(desk: Desk) -> None:
    """With those there are."""
    with pytest.raises(UnknownNameError, match="misbehaviour of anthropic 'rude'"):
        spoilt(desk, "rude")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("way", ["outside-schema", "nonsense", "new-model-version"])
def test_what_is_rewritten_is_still_json(sorter: Desk, way: str, stream: bool) -> None:
    """Only outside-schema breaks the schema."""
    value = orjson.loads(text_in(spoilt(sorter, way, stream=stream)))
    assert jsonschema_rs.is_valid(SCHEMA, value) is (way != "outside-schema")


def test_truncated(sorter: Desk) -> None:
    """At once the text is cut; a stream ends in the middle."""
    with pytest.raises(ValueError, match="."):
        orjson.loads(text_in(spoilt(sorter, "truncated-json")))
    stream = spoilt(sorter, "truncated-json", stream=True)
    assert events(stream)[-1]["type"] == "content_block_delta"


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal(sorter: Desk, stream: bool) -> None:
    """HTTP 200, and a stop reason."""
    response = spoilt(sorter, "refusal", stream=stream)
    message = joined(events(response)) if stream else response.json()
    assert (response.status, message["stop_reason"]) == (200, "refusal")


@pytest.mark.parametrize("stream", [False, True])
def test_nothing(sorter: Desk, stream: bool) -> None:
    """No content at all, and no tokens of it."""
    response = spoilt(sorter, "empty", stream=stream)
    message = joined(events(response)) if stream else response.json()
    assert (message["content"], message["stop_reason"], message["usage"]["output_tokens"]) == ([], "end_turn", 0)


def test_the_next_version_answers(sorter: Desk) -> None:
    """Under its own name."""
    assert spoilt(sorter, "new-model-version").json()["model"] == "claude-haiku-5-5"


def test_a_stream_breaks(sorter: Desk) -> None:
    """With an error of the vendor's in it; at once it is an error from the start."""
    stream = spoilt(sorter, "stream-error", stream=True)
    last = events(stream)[-1]
    assert (last["type"], last["error"]["type"]) == ("error", "overloaded_error")
    assert last["request_id"] == stream.header("request-id")
    assert spoilt(sorter, "stream-error").status == 500


def test_overload_is_everybodys_or_the_callers(sorter: Desk) -> None:
    """529 tells no pause, 429 does."""
    answers = [spoilt(sorter, "overloaded") for _ in range(20)]
    assert {(each.status, each.header("retry-after")) for each in answers} == {(529, None), (429, "15")}
    assert all(each.header("request-id") == each.json()["request_id"] for each in answers)


def test_the_input_of_a_tool_goes_wrong_too(sorter: Desk) -> None:
    """It follows a schema of its own."""
    tools = {"tools": [tool(input_schema=SCHEMA)], "tool_choice": {"type": "any"}, "output_config": {}}
    value = spoilt(sorter, "outside-schema", **tools).json()["content"][0]["input"]
    assert not jsonschema_rs.is_valid(SCHEMA, value)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "overloaded"])
def test_only_messages_are_spoilt(desk: Desk, way: str) -> None:
    """Lists and errors stay as they are."""
    listed = desk.get("/v1/models")
    assert desk.system.misbehave(way, desk.last, listed) is listed
    refused = desk.ask(model="x")
    assert desk.system.misbehave(way, desk.last, refused) is refused
