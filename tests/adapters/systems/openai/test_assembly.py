"""Putting a stream together."""

from __future__ import annotations

import json

import pytest

from adapters.errors import ContractError
from adapters.systems.event_stream import Event
from adapters.systems.openai.assembly import END, Assembly
from adapters.systems.wire import Place

from .player import MODEL, USAGE, chunk, chunks, delta

PLACE = Place("openai", "v1", "createChatCompletion")


def assembled(*events: object) -> Assembly:
    """Return an assembly that has taken ``events``."""
    assembly = Assembly(PLACE)
    for event in events:
        assembly.add(Event("message", event if isinstance(event, str) else json.dumps(event)))
    return assembly


def test_a_whole_stream_is_a_completion() -> None:
    """Text, model and usage."""
    completion = assembled(*chunks("a text of some length"), END).complete()
    assert (completion.text, completion.model) == ("a text of some length", MODEL)
    assert completion.usage.model_dump() == USAGE


def test_it_has_begun_with_the_first_content() -> None:
    """An empty first piece is none."""
    first, second = delta({"role": "assistant", "content": ""}), delta({"content": "x"})
    assert not assembled(first).begun
    assert assembled(first, second).begun
    assert assembled(first, delta({"refusal": "no"})).begun
    assert assembled(first, delta({}, "stop")).begun


def test_the_end_alone_is_no_completion() -> None:
    """Neither is a stream without its end."""
    for assembly in (assembled(END), assembled(*chunks("x")), assembled(chunk(usage=USAGE), END)):
        with pytest.raises(ContractError, match="truncated"):
            assembly.complete()


def test_halves_of_a_character_in_two_chunks_are_one_character() -> None:
    """A tokenizer may cut anywhere."""
    events = [delta({"content": "\ud83d"}), delta({"content": "\ude42 \ud83d"}), *chunks("!")]
    assert assembled(*events, END).complete().text == "\U0001f642 \ufffd!"


@pytest.mark.parametrize("data", ["", "{", "nul", "[" * 60_000])
def test_an_event_that_is_no_json_is_a_contract_error(data: str) -> None:
    """Nothing else is raised."""
    with pytest.raises(ContractError, match="an event is not JSON"):
        assembled(data)


@pytest.mark.parametrize("data", ["[]", "7", "null", '"text"'])
def test_an_event_that_is_no_chunk_is_a_contract_error(data: str) -> None:
    """Other JSON is not a chunk."""
    with pytest.raises(ContractError):
        assembled(data)
