"""Putting a stream together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from adapters.errors import ContractError
from adapters.systems.anthropic.assembly import UNUSABLE, Assembly
from adapters.systems.anthropic.wire import StopReason
from adapters.systems.event_stream import Event
from adapters.systems.wire import Place

from .player import MODEL, block, delta, end, happenings, start

PLACE = Place("anthropic", "2026-10-21", "Messages.create")


def assembled(*events: Mapping[str, Any]) -> Assembly:
    """Return an assembly that has taken ``events``."""
    assembly = Assembly(PLACE)
    for event in events:
        assembly.add(Event(str(event["type"]), json.dumps(event)))
    return assembly


def test_a_whole_stream_is_a_message() -> None:
    """Text, model and usage; what the end tells of usage counts."""
    message = assembled(*happenings("a text of some length")).complete()
    assert (message.text, message.model) == ("a text of some length", MODEL)
    assert (message.usage.prompt_tokens, message.usage.output_tokens) == (120, 30)


def test_it_has_begun_with_the_first_content() -> None:
    """Start, ping and an empty piece are none."""
    empty = [start(), {"type": "ping"}, block("")[0], delta({"type": "text_delta", "text": ""})]
    assert not assembled(*empty).begun
    assert assembled(*empty, delta({"type": "text_delta", "text": "x"})).begun
    assert assembled(start(), *end()).begun


def test_an_end_is_needed() -> None:
    """A stream without it is no message."""
    for events in ([], [start()], happenings("x")[:-1]):
        with pytest.raises(ContractError, match="truncated"):
            assembled(*events).complete()


def test_halves_of_a_character_in_two_events_are_one_character() -> None:
    """A tokenizer may cut anywhere."""
    pieces = ["\ud83d", "\ude42 \ud83d", "!"]
    grown = [delta({"type": "text_delta", "text": piece}) for piece in pieces]
    first, last = block("")
    assert assembled(start(), first, *grown, last, *end()).complete().text == "\U0001f642 \ufffd!"


def test_texts_of_several_blocks_are_one_text() -> None:
    """In their order."""
    assert assembled(start(), *block("ab", 0), *block("cd", 1), *end()).complete().text == "abcd"


def test_every_stop_reason_means_something() -> None:
    """Two of them end an answer, the others cut it."""
    assert {*UNUSABLE, "end_turn", "refusal"} == set(StopReason.__args__)  # type: ignore[attr-defined]  # a Literal


@pytest.mark.parametrize("data", ["", "{", "nul", "[" * 60_000])
def test_an_event_that_is_no_json_is_a_contract_error(data: str) -> None:
    """Nothing else is raised."""
    with pytest.raises(ContractError, match="an event is not JSON"):
        Assembly(PLACE).add(Event("message_start", data))


@pytest.mark.parametrize("data", ["[]", "7", "null", '"text"'])
def test_an_event_that_is_something_else_is_a_contract_error(data: str) -> None:
    """Other JSON is not what its name says."""
    with pytest.raises(ContractError):
        Assembly(PLACE).add(Event("message_start", data))


def test_events_without_a_known_name_are_not_looked_at() -> None:
    """New ones may come at any time."""
    assembly = assembled(*happenings("x")[:-2])
    for name in ("message", "ping", "weather"):
        assembly.add(Event(name, "not even JSON"))
    assert not assembly.ended
