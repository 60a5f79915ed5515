"""A system in its role."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.outbound.client import Http
from adapters.outbound.dialect import HTTP
from adapters.outbound.ratelimit import LimiterSettings
from adapters.spokes.connection import BACKGROUND, INTERACTIVE, Connection, Surroundings
from adapters.spokes.spoke import Spoke, choose
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.pipeline.world import World


def make(role: str, surroundings: Surroundings) -> Spoke[list[Http]]:
    """Make a spoke whose port is the client itself."""
    connection = Connection(role, "abacus", surroundings, limiter=LimiterSettings(rate=None), dialect=HTTP)
    return Spoke(connection, lambda http: [http])


def test_each_use_has_a_port_over_a_client_of_its_own_and_one_connection() -> None:
    """So policies differ, and breaker and quota are shared."""
    spoke = choose("crm", {"abacus": make}, World(SteppedClock(), CRM_SYSTEM="").surroundings())
    interactive, background = spoke.port(INTERACTIVE), spoke.port(BACKGROUND)
    assert interactive[0] is not background[0]
    assert spoke.connection.system == "abacus"


def test_a_system_that_cannot_play_the_role_is_refused_with_what_there_is() -> None:
    """The variable is named."""
    surroundings = World(SteppedClock(), CRM_SYSTEM="soroban").surroundings()
    with pytest.raises(ConfigurationError, match="CRM_SYSTEM: no adapter plays this role; there is abacus"):
        choose("crm", {"abacus": make}, surroundings)
