"""Which system plays which role."""

from __future__ import annotations

import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from adapters.pipeline.spokes import connect
from adapters.systems.anthropic import AnthropicService
from adapters.systems.openai import OpenAIService
from adapters.systems.salesforce import SalesforceCRM
from adapters.systems.slack import SlackChat
from adapters.systems.zendesk import ZendeskHelpdesk
from tests.adapters.inbound.virtual_time import SteppedClock, run
from tests.adapters.pipeline.world import World


def test_every_role_is_filled_and_has_one_connection() -> None:
    """The CRM is used in two ways over one connection, so one breaker sees both."""

    async def main(clock: Clock) -> None:
        world = World(clock, HELPDESK_SYSTEM="zendesk", AI_SYSTEM="openai")
        spokes = connect(world.surroundings())
        assert isinstance(spokes.helpdesk, ZendeskHelpdesk)
        assert isinstance(spokes.crm.interactive, SalesforceCRM)
        assert isinstance(spokes.crm.background, SalesforceCRM)
        assert isinstance(spokes.chat, SlackChat)
        assert isinstance(spokes.ai, OpenAIService)
        named = {role: connection.system for role, connection in spokes.connections.items()}
        assert named == {"helpdesk": "zendesk", "crm": "salesforce", "chat": "slack", "ai": "openai"}
        assert world.transports.keys() == named.keys()
        await spokes.aclose()

    run(main)


def test_another_ai_service_fills_its_role_alone() -> None:
    """One variable replaces the spoke; everything else stays."""

    async def main(clock: Clock) -> None:
        spokes = connect(World(clock, AI_SYSTEM="anthropic").surroundings())
        assert isinstance(spokes.ai, AnthropicService)
        assert isinstance(spokes.helpdesk, ZendeskHelpdesk)
        assert spokes.connections["ai"].system == "anthropic"
        await spokes.aclose()

    run(main)


@pytest.mark.parametrize("role", ["HELPDESK", "CRM", "CHAT", "AI"])
def test_an_unknown_system_is_refused_with_what_there_is(role: str) -> None:
    """The variable is named."""
    with pytest.raises(ConfigurationError, match=f"{role}_SYSTEM: no adapter plays this role; there is [a-z]+"):
        connect(World(SteppedClock(), **{f"{role}_SYSTEM": "abacus"}).surroundings())
