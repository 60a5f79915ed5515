"""The connections of a service."""

from __future__ import annotations

from adapters.clock import Clock
from adapters.spokes import ai, chat
from adapters.spokes.connected import Connected, by_role
from tests.adapters.inbound.virtual_time import run
from tests.adapters.pipeline.world import World


def test_connections_are_found_by_role_and_closed_together() -> None:
    """In the order that they are given in, each with its transport."""

    async def main(clock: Clock) -> None:
        world = World(clock)
        surroundings = world.surroundings()
        connected = Connected(connections=by_role(chat.connect(surroundings), ai.connect(surroundings)))
        found = {role: connection.system for role, connection in connected.connections.items()}
        assert list(found.items()) == [("chat", "slack"), ("ai", "openai")]
        assert not any(transport.closed for transport in world.transports.values())
        await connected.aclose()
        assert {role: transport.closed for role, transport in world.transports.items()} == {"chat": True, "ai": True}

    run(main)
