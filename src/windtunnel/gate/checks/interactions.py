"""The parts of a pact that are about HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HTTP = "Synchronous/HTTP"
Pact = Mapping[str, Any]


def http_interactions(pact: Pact) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the interactions over HTTP with their positions; messages are judged without calls."""
    listed = pact.get("interactions") or ()
    return [(index, each) for index, each in enumerate(listed) if each.get("type", HTTP) == HTTP]


def states_of(interaction: Mapping[str, Any]) -> list[str]:
    """Return the names of the provider states, in the notation of any version."""
    named = [str(state.get("name", "")) for state in interaction.get("providerStates") or ()]
    return [*named, *([str(interaction["providerState"])] if interaction.get("providerState") else ())]


def without_messages(pact: Pact, provider: str) -> dict[str, Any]:
    """Return a pact whose provider is ``provider``, whatever the consumer calls it."""
    return {**{key: value for key, value in pact.items() if key != "messages"}, "provider": {"name": provider}}
