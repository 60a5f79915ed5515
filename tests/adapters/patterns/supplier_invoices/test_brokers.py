"""Which broker carries the receipts."""

from __future__ import annotations

import asyncio

import pytest

from adapters.brokers.memory import MemoryBroker
from adapters.clock import SystemClock
from adapters.errors import ConfigurationError, SystemUnavailable
from adapters.patterns.supplier_invoices.brokers import Means, connect, is_durable, topics
from adapters.patterns.supplier_invoices.recovery import Pace, Recovery
from adapters.patterns.supplier_invoices.relay import Relay
from adapters.patterns.supplier_invoices.settings import Settings
from adapters.patterns.supplier_invoices.states import RECEIPTS
from adapters.stores.idempotency import SqlIdempotencyStore
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import Bench, bench, receipt


def means(at: Bench) -> Means:
    """What a broker is made with."""
    return Means(topics(Settings()), SqlIdempotencyStore(at.database, at.clock), at.clock, at.trail)


def test_receipts_and_invoices_keep_their_order() -> None:
    """Telling people does not need it."""
    assert {topic.name: topic.ordered for topic in topics(Settings())} == {
        "receipts": True,
        "invoices": True,
        "reviews": False,
    }


@virtual
async def test_without_an_address_it_is_in_memory(clock: FakeClock) -> None:
    """And not durable."""
    async with bench(clock) as at:
        assert isinstance(await connect("", means(at)), MemoryBroker)
        assert not is_durable("")
        assert is_durable("nats://localhost")


@pytest.mark.parametrize("url", ["kafka://host", "nats://", "localhost:4222", "amqp://host:none"])
def test_what_is_no_address_names_the_variable(url: str) -> None:
    """Never the address, which may hold a password."""

    async def scenario(clock: FakeClock) -> None:
        async with bench(clock) as at:
            with pytest.raises(ConfigurationError, match="BROKER_URL"):
                await connect(url, means(at))

    virtual(scenario)()


@pytest.mark.parametrize("url", ["nats://127.0.0.1:1", "amqp://guest:guest@127.0.0.1:1/"])
def test_a_broker_that_is_not_there_is_unavailable(url: str) -> None:
    """On this machine's own clock, since these brokers live outside."""

    async def scenario() -> None:
        async with bench(SystemClock()) as at:
            with pytest.raises(SystemUnavailable):
                await connect(url, means(at))

    asyncio.run(scenario())


@pytest.mark.thorough
@pytest.mark.real_service
@pytest.mark.parametrize("fixture", ["nats_url", "rabbit_url"])
def test_a_held_receipt_comes_back_from_a_real_broker(fixture: str, request: pytest.FixtureRequest) -> None:
    """Handed over once, buried there, and brought back by its id when its system is well; then it is done."""
    url = request.getfixturevalue(fixture)

    async def scenario() -> None:
        clock = SystemClock()
        async with bench(clock) as at:
            broker = await connect(url, means(at))
            relay = Relay(at.ledger, broker, durable=is_durable(url), clock=clock, trail=at.trail)
            recovery = Recovery(at.ledger, broker, {}, Pace(2, 300.0), clock=clock, trail=at.trail)
            await at.ledger.accept(receipt())
            await relay.start()
            async with broker.subscribe(RECEIPTS, prefetch=1) as subscription:
                delivery = await anext(subscription)
                await at.ledger.move("abbey/1", "parked", system="netsuite", reason="Held: away")
                await delivery.dead("Held: away")
                recovery.start()
                again = await anext(subscription)
                assert (again.message.id, again.message.key) == ("abbey/1", "abbey")
                await again.ack()
            assert (await broker.depth(RECEIPTS)).dead == 0
            await recovery.stop()
            await relay.stop()
            await broker.close()

    asyncio.run(asyncio.wait_for(scenario(), 60.0))
