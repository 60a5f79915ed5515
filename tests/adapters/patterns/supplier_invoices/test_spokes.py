"""The systems by role."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.supplier_invoices.spokes import connect
from tests.adapters.fake_clock import FakeClock, virtual

from .world import ENVIRONMENT, surroundings


@virtual
async def test_three_roles_are_connected(clock: FakeClock) -> None:
    """Each under the name that its errors carry; closing closes all."""
    spokes = connect(surroundings(clock))
    found = {role: connection.system for role, connection in spokes.connections.items()}
    assert found == {"erp": "netsuite", "chat": "slack", "ai": "openai"}
    await spokes.aclose()


@virtual
async def test_a_missing_variable_is_named(clock: FakeClock) -> None:
    """Before anything is called."""
    with pytest.raises(ConfigurationError, match="CHAT_BOT_TOKEN"):
        connect(surroundings(clock, {**ENVIRONMENT, "CHAT_BOT_TOKEN": ""}))
