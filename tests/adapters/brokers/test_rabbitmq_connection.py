"""The connection to RabbitMQ."""

from __future__ import annotations

import asyncio

import pytest

from adapters.brokers.rabbitmq_connection import RabbitConnection
from adapters.errors import ConfigurationError, SystemUnavailable

from .rig import rabbit_settings
from .servers import RabbitServer

pytestmark = pytest.mark.real_service


def test_what_leads_to_no_queue_is_not_stored(rabbit_server: RabbitServer) -> None:
    """RabbitMQ confirms such a message, and returns it; that counts as not stored."""

    async def body() -> None:
        connection = RabbitConnection(rabbit_settings(rabbit_server.port, "none"))
        with pytest.raises(SystemUnavailable, match="publish"):
            await connection.publish("", "no.such.queue", b"x", {}, "m1")
        await connection.close()

    asyncio.run(body())


def test_a_lost_connection_is_made_anew(rabbit_server: RabbitServer) -> None:
    """At the next use; after ``close`` it is not."""

    async def body() -> None:
        connection = RabbitConnection(rabbit_settings(rabbit_server.port, "none"))
        first = await connection.open()
        assert await connection.open() is first
        publisher = await connection.publisher()
        await first.close()
        assert await connection.open() is not first
        assert await connection.publisher() is not publisher
        await connection.close()
        await connection.close()
        with pytest.raises(SystemUnavailable, match="closed"):
            await connection.open()

    asyncio.run(body())


def test_questions_have_an_end(rabbit_server: RabbitServer) -> None:
    """A queue of another shape, and an answer that does not come, are typed errors."""

    async def body() -> None:
        settings = rabbit_settings(rabbit_server.port, "none").model_copy(update={"timeout_seconds": 0.5})
        connection = RabbitConnection(settings)
        async with connection.channel() as channel:
            await channel.declare_queue("shape", durable=False, auto_delete=True)
            with pytest.raises(ConfigurationError):
                async with connection.asking("declare"):
                    await channel.declare_queue("shape", durable=True, auto_delete=True)
        with pytest.raises(SystemUnavailable):
            async with connection.asking("wait"):
                await asyncio.Event().wait()
        await connection.close()

    asyncio.run(body())
