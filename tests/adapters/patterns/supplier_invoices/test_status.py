"""What the service tells of itself."""

from __future__ import annotations

from adapters.patterns.supplier_invoices.brokers import topics
from adapters.patterns.supplier_invoices.latency import Latencies
from adapters.patterns.supplier_invoices.settings import Settings
from adapters.patterns.supplier_invoices.status import WATCH_SECONDS, Status
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import Bench, bench, receipt
from .test_recovery import a_breaker


def status_of(at: Bench) -> tuple[Status, Latencies]:
    """The status of a bench, which finds ten minutes too long."""
    latencies = Latencies(at.clock)
    made = Status(
        at.ledger,
        at.broker,
        topics(Settings()),
        {"erp": a_breaker(at)},
        latencies,
        clock=at.clock,
        trail=at.trail,
        alarm_age_seconds=600.0,
    )
    return made, latencies


@virtual
async def test_depth_age_latency_and_reasons(clock: FakeClock) -> None:
    """Everything that somebody on call asks for."""
    async with bench(clock) as at:
        status, latencies = status_of(at)
        await at.accepted(receipt(1), receipt(2))
        await at.ledger.move("abbey/2", "parked", system="netsuite", reason="Held: away")
        await clock.sleep(30)
        latencies.settled(clock.now() - 7)
        told = await status()
        assert (told["depth"], told["oldest_age_seconds"]) == (2, 30.0)
        assert told["latency_seconds"] == {"p50": 7.0, "p95": 7.0, "p99": 7.0}
        assert told["breakers"] == {"erp": "closed"}
        assert isinstance(told["dead_letters"], list)
        assert told["dead_letters"][0]["reason"] == "Held: away"
        assert isinstance(told["topics"], dict)
        assert told["topics"]["receipts"]["ready"] == 2


@virtual
async def test_an_old_receipt_raises_the_alarm_once(clock: FakeClock) -> None:
    """And its end calls it off."""
    async with bench(clock) as at:
        status, _ = status_of(at)
        await at.accepted(receipt())
        await status.look()
        for _ in range(2):
            await clock.sleep(600)
            await status.look()
        await at.ledger.move("abbey/1", "reviewed", reason="done")
        await status.look()
        assert [event.fields["alarm"] for event in at.sink.events if event.key == "queue"] == [True, False]
        assert WATCH_SECONDS < 600
