"""Who plays the role ai."""

from __future__ import annotations

from adapters.spokes import ai
from adapters.spokes.connection import GENERATIVE
from adapters.systems.anthropic import AnthropicService
from adapters.systems.openai import OpenAIService
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.pipeline.world import World


def test_without_a_word_it_is_openai() -> None:
    """Behind its port, over a connection that knows its role."""
    spoke = ai.connect(World(SteppedClock()).surroundings())
    assert isinstance(spoke.port(GENERATIVE), OpenAIService)
    assert (spoke.connection.role, spoke.connection.system) == ("ai", "openai")


def test_one_variable_makes_it_anthropic() -> None:
    """Nothing else changes."""
    spoke = ai.connect(World(SteppedClock(), AI_SYSTEM="anthropic").surroundings())
    assert isinstance(spoke.port(GENERATIVE), AnthropicService)
