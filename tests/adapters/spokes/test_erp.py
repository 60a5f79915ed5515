"""Who plays the role erp."""

from __future__ import annotations

from adapters.spokes import erp
from adapters.spokes.connection import BACKGROUND
from adapters.systems.netsuite import NetSuiteERP
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.pipeline.world import World

TOKEN_BASED = {
    "ERP_URL": "https://erp.test",
    "ERP_ACCOUNT_ID": "1234567",
    "ERP_CONSUMER_KEY": "key",
    "ERP_CONSUMER_SECRET": "consumer-secret",
    "ERP_TOKEN_ID": "id",
    "ERP_TOKEN_SECRET": "token-secret",
}


def test_without_a_word_it_is_netsuite() -> None:
    """Behind its port, over a connection that knows its role."""
    spoke = erp.connect(World(SteppedClock(), **TOKEN_BASED).surroundings())
    assert isinstance(spoke.port(BACKGROUND), NetSuiteERP)
    assert (spoke.connection.role, spoke.connection.system) == ("erp", "netsuite")
