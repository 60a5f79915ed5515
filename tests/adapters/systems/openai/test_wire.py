"""The shapes of OpenAI's stream."""

from __future__ import annotations

import pytest

from adapters.errors import ContractError
from adapters.systems.openai.wire import Chunk, Usage
from adapters.systems.wire import Place, read

from .player import USAGE, chunk, delta

PLACE = Place("openai", "v1", "createChatCompletion")


def test_content_may_be_missing_or_null() -> None:
    """Both mean that this chunk adds nothing."""
    for content in ({}, {"content": None}, {"role": "assistant"}):
        assert read(Chunk, delta(content), PLACE).choices[0].delta.content is None


def test_usage_may_be_missing_or_null() -> None:
    """Only the last chunk has it."""
    without = chunk()
    del without["usage"]
    assert read(Chunk, without, PLACE).usage is read(Chunk, chunk(), PLACE).usage is None


@pytest.mark.parametrize("count", [-1, 1.5, "1", None, True, 2**53])
def test_tokens_are_counted_in_whole_numbers(count: object) -> None:
    """Anything else would make a wrong cost."""
    with pytest.raises(ContractError, match="prompt_tokens"):
        read(Usage, USAGE | {"prompt_tokens": count}, PLACE)
