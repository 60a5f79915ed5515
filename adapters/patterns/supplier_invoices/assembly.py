"""Puts the parts of the service together, around an open ledger and a connected broker."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Self

from ...audit import MaskingSink
from ...brokers.consumer import Consumer
from ...ports.broker import Broker, Topic
from ...spokes.connection import Surroundings
from ...stores.database import Database
from ...stores.idempotency import SqlIdempotencyStore
from ...stores.opening import look_seconds, open_database
from ...trail import Trail
from .brokers import Means, connect, is_durable, topics
from .hold import Gate, Handler, HoldPolicy, Stage
from .ingress import Ingress
from .latency import Latencies
from .ledger import Ledger
from .reading import Limits, Reader
from .recovery import Pace, Recovery
from .relay import Relay
from .settings import Settings
from .spokes import Spokes
from .stages import Posting, Reading, Telling, Way
from .status import Status


@dataclass(frozen=True, slots=True)
class Stores:
    """What is durable: one database with the ledger of receipts and the claims of the consumers."""

    database: Database
    ledger: Ledger
    claims: SqlIdempotencyStore


class Works:
    """Everything that lives between startup and shutdown; made by ``open``.

    Args:
        settings: what was set.
        spokes: the systems.
        surroundings: clock, randomness, audit trail.
        stores, broker: open.
        durable: whether the broker survives this process.
        trail: where everything is noted.
    """

    def __init__(
        self,
        settings: Settings,
        spokes: Spokes,
        surroundings: Surroundings,
        stores: Stores,
        broker: Broker,
        *,
        durable: bool,
        trail: Trail,
    ) -> None:
        self._settings = settings
        self._spokes = spokes
        self._clock = surroundings.clock
        self._random = surroundings.random
        self._stores = stores
        self._broker = broker
        self._trail = trail
        self._latencies = Latencies(self._clock)
        self._topics = topics(settings)
        look = look_seconds(settings.store_path)
        self._relay = Relay(stores.ledger, broker, durable=durable, clock=self._clock, trail=trail, look_seconds=look)
        self._recovery = self._make_recovery()
        self._consumers = self._make_consumers()
        self._status = self._make_status()
        self._watch: asyncio.Task[None] | None = None
        self.ingress = self._make_ingress()

    @classmethod
    async def open(cls, settings: Settings, spokes: Spokes, surroundings: Surroundings, broker_url: str) -> Self:
        """Open the ledger, connect to the broker, and put the rest together.

        Raises:
            SchemaMismatch, StoreUnavailable: the ledger cannot be opened.
            ConfigurationError, SystemUnavailable: the broker cannot be reached.
        """
        clock, trail = surroundings.clock, Trail(MaskingSink(surroundings.audit), surroundings.clock)
        database = await open_database(settings.store_path, synchronous=settings.store_synchronous)
        try:
            ledger = Ledger(database, clock, settings.queue_depth)
            await ledger.prepare()
            stores = Stores(database, ledger, SqlIdempotencyStore(database, clock))
            broker = await connect(broker_url, Means(topics(settings), stores.claims, clock, trail))
        except BaseException:
            await database.close()
            raise
        return cls(settings, spokes, surroundings, stores, broker, durable=is_durable(broker_url), trail=trail)

    async def start(self) -> None:
        """Begin to work, on the running event loop."""
        for consumer in self._consumers:
            consumer.start()
        self._recovery.start()
        await self._relay.start()
        self._watch = asyncio.create_task(self._status.watch(), name="watch")

    async def stop(self, grace_seconds: float) -> None:
        """End the work: what is under way has ``grace_seconds``, then it is given back."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self._relay.stop()
        await self._recovery.stop()
        await asyncio.gather(*(consumer.stop(grace_seconds) for consumer in self._consumers), return_exceptions=True)
        await self._broker.close()
        await self._stores.database.close()

    @property
    def alive(self) -> bool:
        """Whether everything that has to go on goes on."""
        return self._relay.alive and self._recovery.alive and all(consumer.alive for consumer in self._consumers)

    def _make_recovery(self) -> Recovery:
        connections = self._spokes.connections.values()
        return Recovery(
            self._stores.ledger,
            self._broker,
            {connection.system: connection.stack.breaker for connection in connections},
            Pace(self._settings.replays_per_second, self._settings.probe_seconds),
            clock=self._clock,
            trail=self._trail,
            look_seconds=look_seconds(self._settings.store_path),
        )

    def _make_consumers(self) -> tuple[Consumer, ...]:
        settings, ledger = self._settings, self._stores.ledger
        gate = Gate(ledger, {role: connection.system for role, connection in self._spokes.connections.items()})
        way = Way(ledger, self._relay)
        reader = Reader(self._spokes.ai, self._limits(), gate=gate, clock=self._clock, trail=self._trail)
        posting = Posting(
            self._spokes.erp,
            ledger,
            gate,
            way,
            tolerance=settings.tolerance,
            latencies=self._latencies,
            trail=self._trail,
        )
        telling = Telling(
            self._spokes.chat, settings.channel, ledger, gate, way, latencies=self._latencies, trail=self._trail
        )
        receipts, invoices, reviews = self._topics
        return (
            self._consume(receipts, Reading(reader, way), settings.readers),
            self._consume(invoices, posting, settings.posters),
            self._consume(reviews, telling, settings.tellers),
        )

    def _consume(self, topic: Topic, handler: Handler, at_once: int) -> Consumer:
        settings = self._settings
        policy = HoldPolicy(
            receives_max=settings.attempts_max,
            age_seconds_max=float("inf"),
            delay_seconds=settings.backoff_seconds,
            delay_seconds_max=settings.backoff_seconds_max,
        )
        return Consumer(
            self._broker,
            topic,
            Stage(handler, self._stores.ledger, policy, self._recovery.wake),
            store=self._stores.claims,
            concurrency=at_once,
            policy=policy,
            clock=self._clock,
            random=self._random,
            trail=self._trail,
            work_seconds=settings.work_seconds,
        )

    def _limits(self) -> Limits:
        settings = self._settings
        return Limits(
            confidence_min=settings.confidence_min,
            ai_confidence_min=settings.ai_confidence_min,
            ai_tries=settings.ai_tries,
            date_order=settings.date_order,
            age_days_max=settings.age_days_max,
        )

    def _make_status(self) -> Status:
        return Status(
            self._stores.ledger,
            self._broker,
            self._topics,
            {role: connection.stack.breaker for role, connection in self._spokes.connections.items()},
            self._latencies,
            clock=self._clock,
            trail=self._trail,
            alarm_age_seconds=self._settings.alarm_age_seconds,
        )

    def _make_ingress(self) -> Ingress:
        return Ingress(
            self._stores.ledger,
            self._relay.wake,
            replay=self._recovery.bring_back,
            healthy=lambda: self.alive,
            status=self._status,
            trail=self._trail,
            body_bytes_max=self._settings.body_bytes,
        )
