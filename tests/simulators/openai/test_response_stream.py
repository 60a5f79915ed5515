"""Streams of responses."""

from __future__ import annotations

import json
from typing import Any

from tests.simulators.openai.desk import Desk, flat_classification, flat_tool, frames

TEXT_EVENTS = [
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
]


def order_of(events: list[Any]) -> list[str]:
    """Return the types of events in their order, repeated ones once."""
    types = [event["type"] for event in events]
    return [each for index, each in enumerate(types) if index == 0 or types[index - 1] != each]


def test_the_events_of_a_text_come_in_their_order(desk: Desk) -> None:
    """Numbers begin at 0 without gaps, names stand on their own line, and there is no [DONE]."""
    response = desk.respond(stream=True)
    events = frames(response)
    assert order_of(events) == TEXT_EVENTS
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    raw = response.whole_body()
    assert raw.startswith(b"event: response.created\ndata: ")
    assert b"[DONE]" not in raw


def test_deltas_add_up_to_the_complete_response(desk: Desk) -> None:
    """The last event holds the whole response with its usage."""
    events = frames(desk.respond(stream=True))
    text = "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
    final = events[-1]["response"]
    assert final["output"][0]["content"][0]["text"] == text
    assert final["usage"]["output_tokens"] > 0
    assert events[0]["response"]["output"] == []
    assert desk.get(f"/responses/{final['id']}").json() == final


def test_a_function_call_streams_its_arguments(desk: Desk) -> None:
    """The item is added empty and done whole."""
    events = frames(desk.respond(stream=True, tools=[flat_tool()], tool_choice="required"))
    assert order_of(events)[2:6] == [
        "response.output_item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "response.output_item.done",
    ]
    deltas = [event["delta"] for event in events if event["type"] == "response.function_call_arguments.delta"]
    done = next(event for event in events if event["type"] == "response.function_call_arguments.done")
    assert "".join(deltas) == done["arguments"]
    assert "number" in json.loads(done["arguments"])


def test_reasoning_streams_its_summary_first(desk: Desk) -> None:
    """Parts are added, told in deltas, and done."""
    events = frames(desk.respond(stream=True, model="gpt-5-mini", reasoning={"summary": "auto"}))
    assert order_of(events)[2:8] == [
        "response.output_item.added",
        "response.reasoning_summary_part.added",
        "response.reasoning_summary_text.delta",
        "response.reasoning_summary_text.done",
        "response.reasoning_summary_part.done",
        "response.output_item.done",
    ]


def test_an_incomplete_response_ends_the_stream_as_such(sorter: Desk) -> None:
    """The last event is named after the status."""
    events = frames(sorter.respond(stream=True, text=flat_classification(), max_output_tokens=16))
    assert events[-1]["type"] == "response.incomplete"


def test_a_refusal_streams_as_one() -> None:
    """Its deltas and its end have names of their own."""
    desk = Desk(brain={"kind": "recorded", "answers": [{"prompt": "hi", "refusal": "I cannot do that."}]})
    events = frames(desk.respond("hi", stream=True))
    assert "".join(event["delta"] for event in events if event["type"] == "response.refusal.delta") == (
        "I cannot do that."
    )
    assert "response.refusal.done" in order_of(events)


def test_padding_can_be_left_out(desk: Desk) -> None:
    """Deltas are padded unless told."""
    padded = [event for event in frames(desk.respond(stream=True)) if "obfuscation" in event]
    assert {event["type"] for event in padded} == {"response.output_text.delta"}
    plain = frames(desk.respond(stream=True, stream_options={"include_obfuscation": False}))
    assert all("obfuscation" not in event for event in plain)


def test_a_stream_takes_the_time_of_its_tokens() -> None:
    """The first event waits for the first token, the deltas for their own."""
    response = Desk(latency=True).respond(stream=True)
    assert response.chunks is not None
    tokens = frames(response)[-1]["response"]["usage"]["output_tokens"]
    assert response.delay_seconds > 0.05
    assert round(sum(chunk.delay_seconds for chunk in response.chunks), 6) == round(tokens / 80, 6)
