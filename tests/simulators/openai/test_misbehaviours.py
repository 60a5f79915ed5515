"""Ways to answer wrongly."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from tests.simulators.openai.desk import (
    SCHEMA,
    Desk,
    classification,
    error_of,
    fits_contract,
    flat_classification,
    frames,
)
from windtunnel.world.http import Response

WAYS = ("truncated-json", "outside-schema", "refusal", "nonsense", "new-model-version", "empty")


def chat(desk: Desk, way: str, **more: Any) -> Response:
    """Return a completion that went wrong."""
    response = desk.chat(response_format=classification(), **more)
    spoiled: Response = desk.system.misbehave(way, desk.last, response)
    return spoiled


def respond(desk: Desk, way: str, **more: Any) -> Response:
    """Return a response that went wrong."""
    response = desk.respond(text=flat_classification(), **more)
    spoiled: Response = desk.system.misbehave(way, desk.last, response)
    return spoiled


def message_of(response: Response) -> Any:
    """Return the message of a completion, streamed or not."""
    if response.chunks is None:
        return response.json()["choices"][0]["message"]
    deltas = [choice["delta"] for chunk in frames(response) if chunk != "[DONE]" for choice in chunk["choices"]]
    joined = {name: "".join(delta.get(name) or "" for delta in deltas) for name in ("content", "refusal")}
    return {name: text or None for name, text in joined.items()} if joined["refusal"] else joined


def text_of(response: Response) -> Any:
    """Return the first part of a response's message, streamed or not."""
    record = response.json() if response.chunks is None else frames(response)[-1]["response"]
    return record["output"][-1]["content"][0]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stream", [False, True])
def test_every_way_keeps_to_the_protocol(sorter: Desk, way: str, stream: bool) -> None:
    """What goes wrong is the content: every answer still fits the contract."""
    fits_contract("createChatCompletion", chat(sorter, way, stream=stream))
    fits_contract("createResponse", respond(sorter, way, stream=stream))


def test_overloaded_is_503_or_slow_down(desk: Desk) -> None:
    """Both bodies come, with a pause to wait, for any call at all."""
    answers = [chat(desk, "overloaded") for _ in range(20)]
    codes = {(each.status, error_of(each)["code"], error_of(each)["type"]) for each in answers}
    assert codes == {
        (503, "server_is_overloaded", "service_unavailable_error"),
        (429, "slow_down", "rate_limit_error"),
    }
    assert {each.header("retry-after") for each in answers} == {"5", "15"}
    files = desk.get("/files")
    assert desk.system.misbehave("overloaded", desk.last, files).status in (429, 503)


def test_truncated_json_claims_to_have_stopped(sorter: Desk) -> None:
    """In one piece: half the content, finish_reason stop."""
    choice = chat(sorter, "truncated-json").json()["choices"][0]
    assert choice["finish_reason"] == "stop"
    with pytest.raises(json.JSONDecodeError):
        json.loads(choice["message"]["content"])
    with pytest.raises(json.JSONDecodeError):
        json.loads(text_of(respond(sorter, "truncated-json"))["text"])


def test_a_truncated_stream_just_ends(sorter: Desk) -> None:
    """No reason, no [DONE], no last event."""
    chunks = frames(chat(sorter, "truncated-json", stream=True))
    assert "[DONE]" not in chunks
    assert all(choice["finish_reason"] is None for chunk in chunks for choice in chunk["choices"])
    events = frames(respond(sorter, "truncated-json", stream=True))
    assert events[-1]["type"] == "response.output_text.delta"


@pytest.mark.parametrize("stream", [False, True])
def test_outside_the_schema(sorter: Desk, stream: bool) -> None:
    """JSON that parses and does not fit."""
    for text in (
        message_of(chat(sorter, "outside-schema", stream=stream))["content"],
        text_of(respond(sorter, "outside-schema", stream=stream))["text"],
    ):
        assert not jsonschema_rs.is_valid(SCHEMA, json.loads(text))


@pytest.mark.parametrize("stream", [False, True])
def test_refusal(sorter: Desk, stream: bool) -> None:
    """A refusal and no content."""
    message = message_of(chat(sorter, "refusal", stream=stream))
    assert message["content"] is None
    assert message["refusal"].startswith("I'm sorry")
    assert text_of(respond(sorter, "refusal", stream=stream))["type"] == "refusal"


@pytest.mark.parametrize("stream", [False, True])
def test_nonsense(sorter: Desk, stream: bool) -> None:
    """It fits, it is sure, and it is wrong."""
    for text in (
        message_of(chat(sorter, "nonsense", stream=stream))["content"],
        text_of(respond(sorter, "nonsense", stream=stream))["text"],
    ):
        answered = json.loads(text)
        assert jsonschema_rs.is_valid(SCHEMA, answered)
        assert answered["category"] != "billing"
        assert answered["confidence"] == 0.97


@pytest.mark.parametrize("stream", [False, True])
def test_a_new_version_of_the_model(sorter: Desk, stream: bool) -> None:
    """The name of the next snapshot, everywhere, and slightly other words."""
    response = chat(sorter, "new-model-version", stream=stream)
    chunks = [each for each in frames(response) if each != "[DONE]"] if stream else [response.json()]
    assert {chunk["model"] for chunk in chunks} == {"gpt-5.4-mini-2026-03-17"}
    answered = json.loads(message_of(response)["content"])
    assert jsonschema_rs.is_valid(SCHEMA, answered)
    assert answered["explanation"].startswith("Overall:")


@pytest.mark.parametrize("stream", [False, True])
def test_empty(sorter: Desk, stream: bool) -> None:
    """Nothing was written, and nothing is wrong with the form."""
    assert message_of(chat(sorter, "empty", stream=stream))["content"] == ""
    assert text_of(respond(sorter, "empty", stream=stream))["text"] == ""


def test_an_error_in_the_middle_of_a_stream(sorter: Desk) -> None:
    """A chat ends with an error envelope, a response with an error event; in one piece it is a 500."""
    chunks = frames(chat(sorter, "stream-error", stream=True))
    assert chunks[-1]["error"].keys() == {"message", "type", "param", "code"}
    assert "choices" in chunks[-2]
    events = frames(respond(sorter, "stream-error", stream=True))
    assert (events[-1]["type"], events[-1]["sequence_number"]) == ("error", len(events) - 1)
    assert chat(sorter, "stream-error").status == 500


def test_what_was_refused_stays_refused(sorter: Desk) -> None:
    """Errors, and answers that nobody generated, are left alone."""
    refused = sorter.chat(temperature=9)
    assert sorter.system.misbehave("nonsense", sorter.last, refused) is refused
    listed = sorter.get("/models")
    assert sorter.system.misbehave("nonsense", sorter.last, listed) is listed


def test_the_same_seed_misbehaves_alike() -> None:
    """Chance comes from the world."""
    first, second = Desk(), Desk()
    for way in WAYS:
        assert chat(first, way).body == chat(second, way).body
