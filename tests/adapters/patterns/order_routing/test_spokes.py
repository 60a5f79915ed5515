"""The systems by role."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.order_routing.spokes import connect
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import ENVIRONMENT, surroundings


@virtual
async def test_four_roles_are_connected(clock: FakeClock) -> None:
    """Each under the name that its errors carry."""
    spokes = connect(surroundings(clock))
    found = {role: connection.system for role, connection in spokes.connections.items()}
    assert found == {"crm": "salesforce", "erp": "netsuite", "ai": "openai", "chat": "slack"}
    await spokes.aclose()


@virtual
async def test_a_missing_variable_is_named(clock: FakeClock) -> None:
    """Before anything is called."""
    with pytest.raises(ConfigurationError, match="AI_API_KEY"):
        connect(surroundings(clock, {**ENVIRONMENT, "AI_API_KEY": ""}))
