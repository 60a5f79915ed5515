"""Servers that the tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .servers import Server, started


@pytest.fixture(scope="session")
def our_server() -> Iterator[Server]:
    """Our server, for all tests."""
    with started("windtunnel") as server:
        yield server


@pytest.fixture(scope="session")
def toxiproxy_server() -> Iterator[Server]:
    """The real server, for all tests."""
    with started("toxiproxy") as server:
        yield server


@pytest.fixture(params=["windtunnel", pytest.param("toxiproxy", marks=pytest.mark.real_service)])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Ours and the real one in turns, without proxies."""
    name = "our_server" if request.param == "windtunnel" else "toxiproxy_server"
    chosen: Server = request.getfixturevalue(name)
    chosen.clear()
    yield chosen
    chosen.clear()


@pytest.fixture
def ours(our_server: Server) -> Iterator[Server]:
    """Our server without proxies, for what the real one cannot do."""
    our_server.clear()
    yield our_server
    our_server.clear()
