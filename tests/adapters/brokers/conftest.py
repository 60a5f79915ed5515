"""The brokers, each started when the first test wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from .rig import Body, run_memory, run_nats, run_rabbitmq
from .servers import NatsServer, RabbitServer


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """A NATS server for all tests."""
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def rabbit_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitServer]:
    """A RabbitMQ node for all tests."""
    server = RabbitServer(tmp_path_factory.mktemp("rabbitmq"))
    server.start()
    yield server
    server.stop()


BROKERS = [
    "memory",
    pytest.param("nats", marks=pytest.mark.real_service),
    pytest.param("rabbitmq", marks=pytest.mark.real_service),
]


@pytest.fixture(params=BROKERS)
def on_broker(request: pytest.FixtureRequest) -> Callable[[Body], None]:
    """Runs a test on one of the brokers."""
    if request.param == "memory":
        return run_memory
    server: NatsServer | RabbitServer
    if request.param == "nats":
        server = request.getfixturevalue("nats_server")
        return partial(run_nats, server.url)
    server = request.getfixturevalue("rabbit_server")
    return partial(run_rabbitmq, server.port)
