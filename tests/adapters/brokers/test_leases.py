"""Watching leases."""

from __future__ import annotations

import asyncio

from adapters.brokers.leases import LeaseWatch
from adapters.clock import Clock

from ..inbound.virtual_time import run
from .test_delivery import Recorded


def test_every_lease_lapses_in_its_time() -> None:
    """Also one that came while another was watched; one that is settled does not lapse."""

    async def body(clock: Clock) -> None:
        watch = LeaseWatch(clock)
        watching = asyncio.ensure_future(watch.run())
        first = Recorded(clock)
        settled = Recorded(clock)
        for delivery in (first, settled):
            watch.add(delivery)
        await clock.sleep(4.0)
        second = Recorded(clock)
        watch.add(second)
        await settled.ack()
        watch.discard(settled)
        await clock.sleep(6.1)
        assert (first.told, second.told, settled.told) == (["ended"], [], ["ack", "ended"])
        watch.discard(first)
        assert watch.open() == [second]
        await clock.sleep(4.0)
        assert second.told == ["ended"]
        watch.discard(second)
        assert len(watch) == 0
        await clock.sleep(60.0)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    run(body)


def test_an_extended_lease_is_watched_on() -> None:
    """It lapses when the new time is over."""

    async def body(clock: Clock) -> None:
        watch = LeaseWatch(clock)
        watching = asyncio.ensure_future(watch.run())
        delivery = Recorded(clock)
        watch.add(delivery)
        await clock.sleep(8.0)
        await delivery.extend()
        await clock.sleep(9.0)
        assert delivery.told == ["keep"]
        await clock.sleep(1.1)
        assert delivery.told == ["keep", "ended"]
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    run(body)
