"""The connection to RabbitMQ: opened when it is needed, and again when it was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aio_pika
from aio_pika import DeliveryMode
from aio_pika.abc import AbstractChannel, AbstractConnection

from ..errors import SystemUnavailable
from .rabbitmq_failures import FAILURES, SYSTEM, rabbitmq_errors
from .rabbitmq_settings import RabbitSettings


class RabbitConnection:
    """One connection, and a channel on it for publishing.

    aio-pika's own "robust" connection is not used: it answers a lost connection by declaring and consuming again
    behind our back, while deliveries of the old one would still look as if they could be settled.
    """

    def __init__(self, settings: RabbitSettings) -> None:
        self._settings = settings
        self._connection: AbstractConnection | None = None
        self._publishing: AbstractChannel | None = None
        self._lock = asyncio.Lock()
        self._closed = False

    async def open(self) -> AbstractConnection:
        """Return the connection, made anew when there is none.

        Raises:
            SystemUnavailable: the server does not answer, or ``close`` was called.
            AuthenticationFailed: it does not accept our credentials.
        """
        async with self._lock:
            if self._closed:
                raise SystemUnavailable("the broker is closed", system=SYSTEM)
            if self._connection is None or self._connection.is_closed:
                with rabbitmq_errors("connect", changes=False):
                    self._connection = await self._connect()
            return self._connection

    async def _connect(self) -> AbstractConnection:
        settings = self._settings
        return await aio_pika.connect(
            host=settings.host,
            port=settings.port,
            virtualhost=settings.virtual_host,
            login=settings.user,
            password=settings.password.reveal(),
            ssl=settings.tls,
            timeout=settings.timeout_seconds,
            heartbeat=str(settings.heartbeat_seconds),
        )

    @asynccontextmanager
    async def channel(self, *, confirms: bool = False) -> AsyncIterator[AbstractChannel]:
        """Open a channel for a while.

        Raises:
            SystemUnavailable: there is no connection.
        """
        channel = await self._open_channel(await self.open(), confirms=confirms)
        try:
            yield channel
        finally:
            await _close(channel)

    async def _open_channel(self, connection: AbstractConnection, *, confirms: bool) -> AbstractChannel:
        with rabbitmq_errors("open a channel", changes=False):
            try:
                channel = connection.channel(publisher_confirms=confirms, on_return_raises=confirms)
                async with asyncio.timeout(self._settings.timeout_seconds):
                    await channel.initialize()
            except FAILURES:
                if self._connection is connection:
                    self._connection = None  # it is of no use, whatever it says of itself
                await _close(connection)
                raise
        return channel

    @asynccontextmanager
    async def asking(self, operation: str, *, changes: bool = False) -> AsyncIterator[None]:
        """Bound the time in which the server answers what is asked inside, and translate errors.

        Raises:
            SystemUnavailable: it does not answer, or the channel is lost.
            OutcomeUnknown: the same, where ``changes`` says that this leaves something in doubt.
            ConfigurationError: a queue exists in another shape.
        """
        with rabbitmq_errors(operation, changes=changes):
            async with asyncio.timeout(self._settings.timeout_seconds):
                yield

    async def publisher(self) -> AbstractChannel:
        """Return the channel on which the server confirms what is published."""
        connection = await self.open()
        async with self._lock:
            if self._publishing is None or self._publishing.is_closed:
                self._publishing = await self._open_channel(connection, confirms=True)
            return self._publishing

    async def publish(self, exchange: str, routing_key: str, body: bytes, headers: Mapping[str, str], id: str) -> None:
        """Publish a message and wait until the server has confirmed that it is stored in a queue.

        Raises:
            SystemUnavailable: it was not stored.
            OutcomeUnknown: nobody knows.
        """
        channel = await self.publisher()
        message = aio_pika.Message(body, headers=dict(headers), message_id=id, delivery_mode=DeliveryMode.PERSISTENT)
        with rabbitmq_errors("publish"):
            target = await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange
            await target.publish(message, routing_key, mandatory=True, timeout=self._settings.timeout_seconds)

    async def close(self) -> None:
        """Close the connection, for good."""
        self._closed = True
        if self._connection is not None:
            await _close(self._connection)


async def _close(closable: AbstractChannel | AbstractConnection) -> None:
    try:
        await closable.close()
    except FAILURES:
        return  # it is gone already
