"""Workspaces to test with: in process, and on a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .desk import Desk
from .served import EventReceiver, Served, serving


@pytest.fixture
def desk() -> Desk:
    """A workspace on its first day."""
    return Desk()


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace on a socket, shared by all tests."""
    with serving(tmp_path_factory.mktemp("ca")) as served:
        yield served


@pytest.fixture
def served(stand: Served) -> Iterator[Served]:
    """The workspace on a socket, as on its first day; every answer must be one that the contract describes."""
    stand.admin("POST", "reset")
    stand.complaints.clear()
    yield stand
    assert stand.complaints == []


@pytest.fixture
def receiver() -> Iterator[EventReceiver]:
    """A request address on a socket."""
    events = EventReceiver()
    events.start()
    yield events
    events.stop()
