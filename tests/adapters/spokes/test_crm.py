"""Who plays the role crm."""

from __future__ import annotations

from adapters.spokes import crm
from adapters.spokes.connection import INTERACTIVE
from adapters.systems.salesforce import SalesforceCRM
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.pipeline.world import World


def test_without_a_word_it_is_salesforce() -> None:
    """Behind its port, over a connection that knows its role."""
    spoke = crm.connect(World(SteppedClock()).surroundings())
    assert isinstance(spoke.port(INTERACTIVE), SalesforceCRM)
    assert (spoke.connection.role, spoke.connection.system) == ("crm", "salesforce")
