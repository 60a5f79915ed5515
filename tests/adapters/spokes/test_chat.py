"""Who plays the role chat."""

from __future__ import annotations

from adapters.spokes import chat
from adapters.spokes.connection import BACKGROUND
from adapters.systems.slack import SlackChat
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.pipeline.world import World


def test_without_a_word_it_is_slack() -> None:
    """Behind its port, over a connection that knows its role."""
    spoke = chat.connect(World(SteppedClock()).surroundings())
    assert isinstance(spoke.port(BACKGROUND), SlackChat)
    assert (spoke.connection.role, spoke.connection.system) == ("chat", "slack")
