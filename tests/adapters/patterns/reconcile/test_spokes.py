"""The systems that are compared."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.reconcile import spokes
from adapters.spokes.connection import Surroundings
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.patterns.reconcile.plant import folder_settings
from tests.adapters.pipeline.world import CountingTransport, refuse


def surroundings(folder: Path) -> Surroundings:
    """Return what connections are made of."""
    environment, sink = folder_settings(folder), RecordingSink()
    return Surroundings(environment, SteppedClock(), Random(1), sink, lambda role: CountingTransport(refuse), 4)


def test_each_system_has_one_connection(tmp_path: Path) -> None:
    """Whatever it is used for."""
    connected = spokes.connect(surroundings(tmp_path), "tickets")
    assert list(connected.connections) == ["helpdesk", "chat"]
    asyncio.run(connected.aclose())


@pytest.mark.parametrize(("table", "named"), [("TICKETS", "HELPDESK_SYSTEM"), ("ANNOUNCEMENTS", "CHAT_SYSTEM")])
def test_a_system_that_cannot_be_read_in_bulk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, named: str
) -> None:
    """Naming the variable."""
    monkeypatch.setattr(spokes, table, {})
    with pytest.raises(ConfigurationError, match=named):
        spokes.connect(surroundings(tmp_path), "tickets")
