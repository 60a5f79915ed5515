"""What is written, and where it ends."""

from __future__ import annotations

import pytest

from simulators.anthropic.generation import thinking_tokens_of
from tests.simulators.anthropic.desk import Desk, held_to, text_of, tool

LIMITS = {"thinking_tokens_default": 200.0}


def test_equal_questions_get_equal_answers(desk: Desk) -> None:
    """And other questions other ones."""
    assert text_of(desk.ask()) == text_of(desk.ask()) == text_of(Desk().ask())
    assert text_of(desk.ask()) != text_of(desk.ask("Where is my parcel, please tell me"))


def test_the_brain_answers_in_the_shape_that_is_asked_for(sorter: Desk) -> None:
    """A label, or JSON that follows the schema, or the input of a tool."""
    assert text_of(sorter.ask("My card was charged twice")) == "billing"
    assert '"category":"delivery"' in text_of(sorter.ask("Where is my parcel?", output_config=held_to()))
    schema = held_to()["format"]["schema"]
    called = sorter.ask(
        "I cannot log in to my account",
        tools=[tool("file", input_schema=schema)],
        tool_choice={"type": "tool", "name": "file"},
    ).json()["content"][0]
    assert called["input"]["category"] == "account"


def test_the_limit_of_tokens_cuts(sorter: Desk) -> None:
    """Text is cut where the tokens end, and JSON with it."""
    message = sorter.ask(output_config=held_to(), max_tokens=5).json()
    assert (message["stop_reason"], message["usage"]["output_tokens"]) == ("max_tokens", 5)
    assert message["content"][0]["text"] == '{"category":"billing'


def test_a_stop_sequence_ends_the_answer(sorter: Desk) -> None:
    """It is told and not part of the text; the first one found counts."""
    message = sorter.ask(stop_sequences=["xyz", "ng", "ll"]).json()
    assert (message["stop_reason"], message["stop_sequence"]) == ("stop_sequence", "ll")
    assert message["content"][0]["text"] == "bi"


def test_no_tokens_are_no_text(desk: Desk) -> None:
    """As when only the cache is to be filled."""
    message = desk.ask(max_tokens=0).json()
    assert (message["content"], message["stop_reason"]) == ([], "max_tokens")


def test_a_refusal_of_the_brain(desk: Desk) -> None:
    """A recorded one is told as the vendor tells refusals."""
    recorded = Desk(brain={"kind": "recorded", "answers": [{"prompt": "pick a lock", "answer": "", "refusal": "No."}]})
    message = recorded.ask("pick a lock").json()
    assert (message["stop_reason"], message["content"][0]["text"]) == ("refusal", "No.")
    assert message["stop_details"]["type"] == "refusal"


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        ({}, 0),
        ({"thinking": {"type": "disabled"}}, 0),
        ({"thinking": {"type": "enabled", "budget_tokens": 1024}}, 200),
        ({"thinking": {"type": "adaptive"}}, 200),
        ({"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}, 50),
        ({"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}}, 800),
    ],
)
def test_thinking_depends_on_effort(body: dict[str, object], tokens: int) -> None:
    """And a budget bounds it."""
    assert thinking_tokens_of(body, LIMITS) == tokens
    assert thinking_tokens_of(body, {"thinking_tokens_default": 4000.0}) <= max(1024, 20 * tokens)


def test_any_of_several_tools_is_called(desk: Desk) -> None:
    """Which one depends on the question."""
    tools = [tool(name) for name in ("a", "b", "c")]
    asked = [desk.ask(f"question {n}", tools=tools, tool_choice={"type": "any"}).json() for n in range(20)]
    assert {each["content"][0]["name"] for each in asked} == {"a", "b", "c"}
    left_open = desk.ask(tools=tools, tool_choice={"type": "auto"}).json()
    assert left_open["stop_reason"] == "end_turn"
