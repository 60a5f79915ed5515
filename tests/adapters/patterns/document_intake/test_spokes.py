"""The systems of the intake."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.document_intake import spokes
from adapters.spokes.connection import Surroundings
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.patterns.document_intake.plant import World


def surroundings(folder: Path, **changes: str) -> Surroundings:
    """Return what connections are made of."""
    world = World(folder, SteppedClock())
    return Surroundings({**world.environment, **changes}, world.clock, Random(1), world.sink, world.transport, 4)


def test_documents_and_chat_share_a_connection(tmp_path: Path) -> None:
    """And so its breaker and its quotas."""
    connected = spokes.connect(surroundings(tmp_path))
    assert list(connected.connections) == ["chat", "ai"]
    asyncio.run(connected.aclose())


def test_a_missing_signing_secret_is_named(tmp_path: Path) -> None:
    """Without it nobody could tell who calls."""
    with pytest.raises(ConfigurationError, match="CHAT_SIGNING_SECRET"):
        spokes.connect(surroundings(tmp_path, CHAT_SIGNING_SECRET=""))


def test_a_chat_without_documents_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the chats that have them."""
    monkeypatch.setattr(spokes, "KNOWN", {"other": spokes.KNOWN["slack"]})
    with pytest.raises(ConfigurationError, match="CHAT_SYSTEM.*other"):
        spokes.connect(surroundings(tmp_path))
