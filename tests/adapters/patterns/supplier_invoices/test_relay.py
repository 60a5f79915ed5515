"""Receipts on their way to the broker."""

from __future__ import annotations

from adapters.errors import SystemUnavailable
from adapters.patterns.supplier_invoices.relay import PAUSE_SECONDS, Relay
from adapters.patterns.supplier_invoices.states import RECEIPTS, State
from adapters.ports.broker import Message
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import bench, receipt


@virtual
async def test_what_is_accepted_is_handed_over_in_order(clock: FakeClock) -> None:
    """The broker has it, under the receipt's own id and in its sender's lane."""
    async with bench(clock) as at:
        await at.ledger.accept(receipt(1))
        await at.ledger.accept(receipt(2))
        await at.relay.start()
        await clock.sleep(1)
        assert (await at.broker.depth(RECEIPTS)).ready == 2
        assert at.relay.alive
        first = await at.work()
        assert (first.message.id, first.message.key) == ("abbey/1", "abbey")
        assert (await at.entry("abbey/2")).state is State.QUEUED


@virtual
async def test_what_a_broker_in_memory_forgot_is_handed_over_again(clock: FakeClock) -> None:
    """Queued or dead: after a restart the ledger alone knows it."""
    async with bench(clock) as at:
        for number in (1, 2):
            await at.ledger.accept(receipt(number))
            await at.ledger.move(f"abbey/{number}", "handed")
        await at.ledger.move("abbey/2", "parked", system="netsuite", reason="away")
        await at.relay.start()
        await clock.sleep(1)
        assert (await at.broker.depth(RECEIPTS)).ready == 2


@virtual
async def test_a_durable_broker_keeps_what_it_has(clock: FakeClock) -> None:
    """It is not published to a second time."""
    async with bench(clock, durable=True) as at:
        await at.ledger.accept(receipt())
        await at.ledger.move("abbey/1", "handed")
        await at.relay.start()
        await clock.sleep(1)
        assert (await at.broker.depth(RECEIPTS)).ready == 0


class Faltering:
    """A broker that does not answer the first few times."""

    def __init__(self, failures: int = 1) -> None:
        self.published: list[str] = []
        self._failures = [SystemUnavailable("away", system="nats") for _ in range(failures)]

    async def publish(self, topic: str, message: Message) -> bool:
        """Fail as often as asked, then take everything."""
        if self._failures:
            raise self._failures.pop()
        self.published.append(message.id)
        return True


@virtual
async def test_a_broker_that_is_away_is_tried_again(clock: FakeClock) -> None:
    """The receipt stays in the ledger meanwhile."""
    async with bench(clock) as at:
        broker = Faltering()
        relay = Relay(at.ledger, broker, durable=True, clock=clock, trail=at.trail)  # type: ignore[arg-type]  # enough
        await at.ledger.accept(receipt())
        await relay.start()
        await clock.sleep(1)
        assert (await at.entry("abbey/1")).state is State.ACCEPTED
        assert at.sink.kinds("relay") == ["degraded"]
        await clock.sleep(PAUSE_SECONDS)
        assert broker.published == ["abbey/1"]
        await relay.stop()
        assert not relay.alive


@virtual
async def test_what_an_instance_that_gave_way_accepted_last_is_handed_over(clock: FakeClock) -> None:
    """Nothing wakes this relay, and it looks all the same."""
    async with bench(clock) as at:
        broker = Faltering(failures=0)
        relay = Relay(
            at.ledger,
            broker,  # type: ignore[arg-type]  # enough of one
            durable=True,
            clock=clock,
            trail=at.trail,
            look_seconds=15.0,
        )
        await relay.start()
        await clock.sleep(1)
        await at.ledger.accept(receipt())
        await clock.sleep(15)
        assert broker.published == ["abbey/1"]
        await relay.stop()
