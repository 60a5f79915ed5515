"""Which broker carries the receipts: ``BROKER_URL`` says; without it, one in memory behind the ledger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import ValidationError

from ...brokers.memory import MemoryBroker
from ...clock import Clock
from ...errors import ConfigurationError
from ...masking import Secret
from ...ports.broker import Broker, Topic
from ...stores.ports import IdempotencyStore
from ...trail import Trail
from .settings import Settings
from .states import INVOICES, RECEIPTS, REVIEWS

VARIABLE = "BROKER_URL"
IN_ORDER = (RECEIPTS, INVOICES)
AMQP_PORTS = {"amqp": 5672, "amqps": 5671}


@dataclass(frozen=True, slots=True)
class Means:
    """What a broker is made with."""

    topics: Sequence[Topic]
    store: IdempotencyStore
    clock: Clock
    trail: Trail


def topics(settings: Settings) -> tuple[Topic, ...]:
    """Return the topics: reading and posting keep the order of a sender, telling does not."""
    return tuple(
        Topic(
            name=name,
            lanes=settings.lanes,
            ordered=name in IN_ORDER,
            lease_seconds=settings.lease_seconds,
            receives_max=settings.attempts_max + 1,
        )
        for name in (RECEIPTS, INVOICES, REVIEWS)
    )


def is_durable(url: str) -> bool:
    """Return whether the broker keeps its messages when this process dies."""
    return bool(url)


async def connect(url: str, means: Means) -> Broker:
    """Return the broker at ``url``: ``nats://``, ``tls://``, ``amqp://`` or ``amqps://``, or in memory for nothing.

    Raises:
        ConfigurationError: naming the variable when the address is none.
        SystemUnavailable: no broker answers.
    """
    if not url:
        return MemoryBroker(means.topics, clock=means.clock)
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ConfigurationError(
            f"{VARIABLE}: must begin with {', '.join(f'{s}://' for s in _SCHEMES)}, and name a host"
        )
    try:
        return await _SCHEMES[parts.scheme](parts, means)
    except (ValidationError, ValueError) as error:
        raise ConfigurationError(f"{VARIABLE}: is no address of a broker ({type(error).__name__})") from None


async def _nats(parts: SplitResult, means: Means) -> Broker:
    from ...brokers.nats import NatsBroker
    from ...brokers.nats_settings import NatsSettings

    server = f"{parts.scheme}://{parts.hostname}:{parts.port or 4222}"
    settings = NatsSettings(
        servers=(server,),
        namespace="invoices",
        user=parts.username and unquote(parts.username),
        password=Secret(unquote(parts.password)) if parts.password else None,
    )
    return await NatsBroker.connect(means.topics, settings, clock=means.clock, trail=means.trail)


async def _rabbit(parts: SplitResult, means: Means) -> Broker:
    from ...brokers.rabbitmq import RabbitBroker
    from ...brokers.rabbitmq_settings import RabbitSettings

    settings = RabbitSettings(
        host=parts.hostname or "",
        port=parts.port or AMQP_PORTS[parts.scheme],
        virtual_host=unquote(parts.path.removeprefix("/")) or "/",
        user=unquote(parts.username or "guest"),
        password=Secret(unquote(parts.password or "guest")),
        tls=parts.scheme == "amqps",
        namespace="invoices",
    )
    return await RabbitBroker.connect(means.topics, settings, store=means.store, clock=means.clock, trail=means.trail)


_SCHEMES: Mapping[str, Callable[[SplitResult, Means], Awaitable[Broker]]] = {
    "nats": _nats,
    "tls": _nats,
    "amqp": _rabbit,
    "amqps": _rabbit,
}
