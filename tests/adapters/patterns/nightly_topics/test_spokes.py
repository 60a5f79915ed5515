"""The systems that nightly topics work with."""

from __future__ import annotations

import asyncio
from random import Random

import httpx
import pytest

from adapters.audit import NullSink
from adapters.clock import SystemClock
from adapters.errors import ConfigurationError
from adapters.patterns.nightly_topics import spokes
from adapters.spokes.connection import Surroundings
from adapters.systems.zendesk.export import ZendeskExport

ENVIRONMENT = {
    "HELPDESK_URL": "https://example.zendesk.com",
    "HELPDESK_CLIENT_ID": "integration",
    "HELPDESK_CLIENT_SECRET": "client-secret-value",
    "HELPDESK_SIGNING_SECRET": "signing-secret-value",
    "CHAT_URL": "https://chat.example",
    "CHAT_BOT_TOKEN": "xoxb-secret-value",
    "CHAT_SIGNING_SECRET": "signing-secret-of-chat",
    "AI_URL": "https://mind.example",
    "AI_API_KEY": "sk-secret-value",
}


def surroundings(environment: dict[str, str]) -> Surroundings:
    """Return surroundings in which every call is answered with an empty page."""

    def transport(role: str) -> httpx.AsyncBaseTransport:
        return httpx.MockTransport(lambda request: httpx.Response(200))

    return Surroundings(environment, SystemClock(), Random(1), NullSink(), transport, 2)


def test_three_systems_are_connected_and_closed() -> None:
    """The help desk's export is behind the port, on the help desk's own connection."""
    connected = spokes.connect(surroundings(ENVIRONMENT))
    assert isinstance(connected.tickets, ZendeskExport)
    assert list(connected.connections) == ["helpdesk", "chat", "ai"]
    asyncio.run(connected.aclose())


def test_a_help_desk_without_an_export_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the systems that there are."""
    monkeypatch.setattr(spokes, "KNOWN", {"another": spokes.KNOWN["zendesk"]})
    with pytest.raises(ConfigurationError, match="HELPDESK_SYSTEM: no adapter exports tickets; there is another"):
        spokes.connect(surroundings(ENVIRONMENT))


def test_a_missing_variable_is_named() -> None:
    """Before anything is called."""
    with pytest.raises(ConfigurationError, match="AI_API_KEY"):
        spokes.connect(surroundings({**ENVIRONMENT, "AI_API_KEY": ""}))
