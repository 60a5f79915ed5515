"""Who plays the role helpdesk."""

from __future__ import annotations

from adapters.spokes import helpdesk
from adapters.spokes.connection import BACKGROUND
from adapters.systems.zendesk import ZendeskHelpdesk
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.pipeline.world import World


def test_without_a_word_it_is_zendesk() -> None:
    """Behind its port, over a connection that knows its role."""
    spoke = helpdesk.connect(World(SteppedClock()).surroundings())
    assert isinstance(spoke.port(BACKGROUND), ZendeskHelpdesk)
    assert (spoke.connection.role, spoke.connection.system) == ("helpdesk", "zendesk")
