"""From a message to an answer."""

from __future__ import annotations

import json

import pytest

from adapters.errors import ContractError
from adapters.systems.anthropic.assembly import Message
from adapters.systems.anthropic.normaliser import answer, cost_usd
from adapters.systems.anthropic.wire import Usage
from adapters.systems.wire import Place

from .player import ANSWER, FORM, MODEL, SETTINGS

PLACE = Place("anthropic", "2026-10-21", "Messages.create")
MARKED = ("usage:implausible",)
TOKENS = Usage(
    input_tokens=400_000,
    cache_creation_input_tokens=400_000,
    cache_read_input_tokens=200_000,
    output_tokens=500_000,
)


def test_a_million_tokens_cost_their_price() -> None:
    """Input and output have their own; what is cached counts in full."""
    assert cost_usd(TOKENS, MODEL, SETTINGS) == pytest.approx(1.0 + 2.5)


def test_a_model_without_price_counts_like_the_one_asked_for() -> None:
    """The prediction is marked anyway, and a cost of nothing would be wrong."""
    assert cost_usd(TOKENS, "claude-unheard-of", SETTINGS) == cost_usd(TOKENS, MODEL, SETTINGS)


@pytest.mark.parametrize("confidence", [0, 1, 0.0, 1.0, 1e-9])
def test_the_edges_of_confidence_belong_to_it(confidence: float) -> None:
    """JSON does not tell 1 from 1.0."""
    message = Message(json.dumps(ANSWER | {"confidence": confidence}), MODEL, TOKENS)
    found = answer(message, FORM, SETTINGS, asked_bytes=2_000_000, latency_seconds=0.0, place=PLACE)
    assert found.form.confidence == confidence


def test_the_error_names_the_place_in_the_answer() -> None:
    """The field inside the text, though the vendor enforces no bounds."""
    message = Message(json.dumps(ANSWER | {"confidence": 2}), MODEL, TOKENS)
    with pytest.raises(ContractError) as caught:
        answer(message, FORM, SETTINGS, asked_bytes=2_000_000, latency_seconds=0.0, place=PLACE)
    assert caught.value.field == "content.text.confidence"


@pytest.mark.parametrize(
    ("asked_bytes", "output_tokens", "marks"), [(400, 40, ()), (100, 40, MARKED), (400, 4000, MARKED)]
)
def test_more_tokens_than_bytes_mark_the_evidence(asked_bytes: int, output_tokens: int, marks: tuple[str, ...]) -> None:
    """A token is a byte at least; the answer itself is as good as before."""
    message = Message(json.dumps(ANSWER), MODEL, Usage(input_tokens=500, output_tokens=output_tokens))
    found = answer(message, FORM, SETTINGS, asked_bytes=asked_bytes, latency_seconds=0.0, place=PLACE)
    assert found.evidence.degraded == marks
