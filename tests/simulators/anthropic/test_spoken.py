"""Messages taken apart and given again."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.anthropic.spoken import Spoken, events_of, joined
from tests.simulators.anthropic.desk import SCHEMA, Desk, events, held_to, tool

ASKED: list[dict[str, Any]] = [
    {"output_config": held_to()},
    {"tools": [tool(input_schema=SCHEMA)], "tool_choice": {"type": "any"}},
    {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 2000},
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("stream", [False, True])
def test_unchanged_it_is_given_as_it_was(sorter: Desk, asked: dict[str, Any], stream: bool) -> None:
    """At once and streamed, byte by byte."""
    response = sorter.ask(stream=stream, **asked)
    spoken = Spoken(sorter.system, sorter.last, response)
    spoken.rewrite(lambda text, schema: text)
    assert spoken.render(response).whole_body() == response.whole_body()


@pytest.mark.parametrize("asked", ASKED[:2])
def test_the_schema_of_what_is_rewritten_is_known(sorter: Desk, asked: dict[str, Any]) -> None:
    """That of the answer, or of the tool."""
    seen: list[Any] = []

    def change(text: str, schema: Any) -> str:
        seen.append(schema)
        return '{"category":"account","confidence":0.5,"explanation":"x"}'

    response = sorter.ask(**asked)
    spoken = Spoken(sorter.system, sorter.last, response)
    spoken.rewrite(change)
    changed = spoken.render(response).json()
    assert seen == [SCHEMA]
    assert "account" in str(changed["content"])
    assert changed["usage"]["output_tokens"] == 15


def test_a_refusal_takes_the_place_of_all_content(sorter: Desk) -> None:
    """With its stop reason."""
    response = sorter.ask(stream=True)
    spoken = Spoken(sorter.system, sorter.last, response)
    spoken.refuse("No.")
    message = joined(events(spoken.render(response)))
    assert [block["text"] for block in message["content"]] == ["No."]
    assert (message["stop_reason"], message["stop_details"]["type"]) == ("refusal", "refusal")


def test_a_stream_is_joined_like_a_client_does_it(sorter: Desk) -> None:
    """Text and stop reason are those of the message in one piece."""
    whole = sorter.ask(output_config=held_to()).json()
    message = joined(events_of(sorter.ask(output_config=held_to(), stream=True)))
    assert (message["content"], message["stop_reason"]) == (whole["content"], whole["stop_reason"])
    assert message["usage"] == whole["usage"]
