"""From a completion to a prediction."""

from __future__ import annotations

import json

import pytest

from adapters.errors import ContractError
from adapters.systems.openai.assembly import Completion
from adapters.systems.openai.normaliser import answer, cost_usd
from adapters.systems.openai.wire import Usage
from adapters.systems.wire import Place

from .player import ANSWER, FORM, MODEL, SETTINGS

PLACE = Place("openai", "v1", "createChatCompletion")
TOKENS = Usage(prompt_tokens=1_000_000, completion_tokens=500_000, total_tokens=1_500_000)


def test_a_million_tokens_cost_their_price() -> None:
    """Input and output have their own."""
    assert cost_usd(TOKENS, MODEL, SETTINGS) == pytest.approx(0.15 + 0.30)


def test_a_model_without_price_counts_like_the_one_asked_for() -> None:
    """The prediction is marked anyway, and a cost of nothing would be wrong."""
    assert cost_usd(TOKENS, "gpt-unheard-of", SETTINGS) == cost_usd(TOKENS, MODEL, SETTINGS)


@pytest.mark.parametrize("confidence", [0, 1, 0.0, 1.0, 1e-9])
def test_the_edges_of_confidence_belong_to_it(confidence: float) -> None:
    """JSON does not tell 1 from 1.0."""
    completion = Completion(json.dumps(ANSWER | {"confidence": confidence}), MODEL, TOKENS)
    found = answer(completion, FORM, SETTINGS, latency_seconds=0.0, place=PLACE)
    assert found.form.confidence == confidence


def test_the_error_names_the_place_in_the_answer() -> None:
    """The field inside the text, not only the text."""
    completion = Completion(json.dumps(ANSWER | {"confidence": 2}), MODEL, TOKENS)
    with pytest.raises(ContractError) as caught:
        answer(completion, FORM, SETTINGS, latency_seconds=0.0, place=PLACE)
    assert caught.value.field == "choices.0.message.content.confidence"
