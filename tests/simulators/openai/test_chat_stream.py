"""Streams of chat completions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulators.openai.desk import Desk, classification, error_of, frames, tool


def streamed(desk: Desk, said: str = "hello", **more: Any) -> list[Any]:
    """Return the frames of a streamed completion."""
    return frames(desk.chat(said, stream=True, **more))


def content_of(chunks: list[Any], index: int = 0) -> str:
    """Return what the deltas of one choice add up to."""
    pieces = [piece for chunk in chunks[:-1] for piece in chunk["choices"] if piece["index"] == index]
    return "".join(piece["delta"].get("content") or "" for piece in pieces)


def test_a_stream_says_what_an_answer_in_one_piece_says(desk: Desk) -> None:
    """First the role, then the content, then the reason, then the end."""
    *chunks, done = streamed(desk)
    assert done == "[DONE]"
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    assert chunks[-1]["choices"][0] == {"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}
    assert content_of([*chunks, done]) == desk.chat("hello").json()["choices"][0]["message"]["content"]
    assert len({(chunk["id"], chunk["created"], chunk["model"]) for chunk in chunks}) == 1


def test_the_frames_are_data_lines_alone(desk: Desk) -> None:
    """No event names; an empty line ends each frame."""
    response = desk.chat(stream=True)
    assert response.header("content-type") == "text/event-stream; charset=utf-8"
    lines = response.whole_body().split(b"\n")
    assert all(line.startswith(b"data: ") for line in lines[::2] if line)
    assert all(not line for line in lines[1::2])
    assert response.chunks is not None
    assert all(chunk.delay_seconds == 0 for chunk in response.chunks)


def test_usage_comes_last_when_it_is_asked_for(desk: Desk) -> None:
    """All other chunks carry null then, and without the wish nothing at all."""
    *chunks, usage, _ = streamed(desk, stream_options={"include_usage": True})
    assert usage["choices"] == []
    assert usage["usage"]["total_tokens"] == usage["usage"]["prompt_tokens"] + usage["usage"]["completion_tokens"]
    assert all(chunk["usage"] is None for chunk in chunks)
    assert all("usage" not in chunk for chunk in streamed(desk)[:-1])


def test_padding_can_be_left_out(desk: Desk) -> None:
    """Chunks are padded unless told."""
    assert all(chunk["obfuscation"] for chunk in streamed(desk)[:-2])
    plain = streamed(desk, stream_options={"include_obfuscation": False})
    assert all("obfuscation" not in chunk for chunk in plain[:-1])


def test_choices_are_told_apart_by_their_index(desk: Desk) -> None:
    """Two choices in one stream add up to the two of an answer in one piece."""
    chunks = streamed(desk, n=2)
    whole = desk.chat("hello", n=2).json()["choices"]
    assert [content_of(chunks, index) for index in range(2)] == [each["message"]["content"] for each in whole]


def test_tool_calls_come_in_pieces(desk: Desk) -> None:
    """The name comes once, the arguments bit by bit."""
    *chunks, _ = streamed(desk, tools=[tool()], tool_choice="required")
    calls = [chunk["choices"][0]["delta"]["tool_calls"][0] for chunk in chunks[1:-1]]
    assert calls[0]["function"] == {"name": "find_order", "arguments": ""}
    assert calls[0]["id"].startswith("call_")
    assert all("id" not in each for each in calls[1:])
    assert "number" in json.loads("".join(each["function"]["arguments"] for each in calls))
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


def test_log_probabilities_come_with_their_pieces(desk: Desk) -> None:
    """The entries of all chunks are the tokens of the content."""
    *chunks, _ = streamed(desk, logprobs=True)
    told = [chunk["choices"][0]["logprobs"] for chunk in chunks]
    tokens = [entry["token"] for each in told if each for entry in each["content"]]
    assert "".join(tokens) == content_of([*chunks, "[DONE]"])


def test_a_refusal_streams_as_a_refusal() -> None:
    """Deltas carry refusal instead of content."""
    desk = Desk(brain={"kind": "recorded", "answers": [{"prompt": "hi", "refusal": "I cannot do that."}]})
    *chunks, _ = streamed(desk, "hi")
    assert "".join(chunk["choices"][0]["delta"].get("refusal") or "" for chunk in chunks) == "I cannot do that."


def test_a_cut_stream_ends_with_length(sorter: Desk) -> None:
    """Too few tokens are told by the last chunk."""
    *chunks, _ = streamed(sorter, response_format=classification(), max_completion_tokens=4)
    assert chunks[-1]["choices"][0]["finish_reason"] == "length"


def test_an_error_before_the_first_frame_is_plain(desk: Desk) -> None:
    """What is refused at once is no stream."""
    response = desk.chat(stream=True, temperature=5)
    assert error_of(response)["param"] == "temperature"
    assert response.chunks is None


def test_a_stream_takes_the_time_of_its_tokens() -> None:
    """First token after a while, the others at the profile's pace; thinking comes before."""
    slow = Desk(latency=True)
    response = slow.chat("hello", stream=True)
    assert response.chunks is not None
    tokens = -(-len(content_of(frames(response))) // 4)
    assert response.delay_seconds > 0.05
    assert sum(chunk.delay_seconds for chunk in response.chunks) == pytest.approx(tokens / 80)
    thinking = slow.chat("hello", stream=True, model="gpt-5-mini")
    assert thinking.delay_seconds > 256 / 80
