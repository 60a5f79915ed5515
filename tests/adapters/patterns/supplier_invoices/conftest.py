"""The brokers, each started when the first test wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.adapters.brokers.servers import NatsServer, RabbitServer


@pytest.fixture(scope="session")
def nats_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a NATS server."""
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def rabbit_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a RabbitMQ node."""
    server = RabbitServer(tmp_path_factory.mktemp("rabbitmq"))
    server.start()
    yield f"amqp://guest:guest@127.0.0.1:{server.port}/"
    server.stop()
