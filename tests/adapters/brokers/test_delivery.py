"""What all deliveries have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.brokers.delivery import REASON_LENGTH_MAX, DeliveryState, LeasedDelivery, Received
from adapters.clock import Clock
from adapters.errors import SystemUnavailable
from adapters.masking import Secret
from adapters.ports.broker import DeadLetter
from adapters.stores.errors import LeaseLost

from ..inbound.virtual_time import EPOCH, SteppedClock
from .rig import message

RECEIVED = Received(message(1), EPOCH - 5.0, EPOCH - 2.0, 3, None)


class Recorded(LeasedDelivery):
    """A delivery that records what the broker would be told."""

    def __init__(self, clock: Clock, *, away: bool = False) -> None:
        super().__init__(RECEIVED, clock, 10.0)
        self.told: list[object] = []
        self.away = away

    def _tell(self, what: object) -> None:
        if self.away:
            raise SystemUnavailable("away")
        self.told.append(what)

    async def _acknowledge(self) -> None:
        self._tell("ack")

    async def _postpone(self, delay_seconds: float, *, counted: bool) -> None:
        self._tell((delay_seconds, counted))

    async def _bury(self, letter: DeadLetter) -> None:
        self._tell(letter.reason)

    async def _keep(self) -> None:
        self._tell("keep")

    def _ended(self) -> None:
        self.told.append("ended")


def test_a_delivery_is_settled_once() -> None:
    """The second time, whatever it is, is refused and not told to the broker."""

    async def body() -> None:
        async def check(settle: Callable[[Recorded], Awaitable[None]], told: object) -> None:
            delivery = Recorded(SteppedClock())
            await settle(delivery)
            assert delivery.state is DeliveryState.SETTLED
            with pytest.raises(LeaseLost, match="m1: this delivery is settled"):
                await delivery.ack()
            assert delivery.told == [told, "ended"]

        await check(lambda one: one.ack(), "ack")
        await check(lambda one: one.retry(2.0), (2.0, True))
        await check(lambda one: one.retry(-1.0, counted=False), (0.0, False))
        await check(lambda one: one.dead("why"), "why")

    asyncio.run(body())


def test_a_lease_lapses_unless_it_is_extended() -> None:
    """A late settlement is refused here, whatever the broker would say to it."""

    async def body() -> None:
        clock = SteppedClock()
        delivery = Recorded(clock)
        clock.advance(9.0)
        await delivery.extend()
        assert delivery.lease_until == EPOCH + 19.0
        clock.advance(10.0)
        delivery.check_lease()
        with pytest.raises(LeaseLost, match="lapsed"):
            await delivery.ack()
        assert delivery.told == ["keep", "ended"]

    asyncio.run(body())


def test_a_broker_that_is_away_leaves_the_delivery_open() -> None:
    """It can be settled again while the lease lasts, and a failed extension extends nothing."""

    async def body() -> None:
        clock = SteppedClock()
        delivery = Recorded(clock, away=True)
        clock.advance(5.0)
        for settle in (delivery.ack, delivery.extend):
            with pytest.raises(SystemUnavailable):
                await settle()
        assert delivery.lease_until == EPOCH + 10.0
        delivery.away = False
        await delivery.ack()
        assert delivery.told == ["ack", "ended"]

    asyncio.run(body())


def test_a_dead_letter_keeps_the_first_failure_and_no_secret() -> None:
    """The reason is masked before it is cut."""
    secret = Secret("opensesame-1234")
    letter = RECEIVED.letter("x" * (REASON_LENGTH_MAX - 4) + secret.reveal(), EPOCH)
    assert letter.reason == "x" * (REASON_LENGTH_MAX - 4) + "***"
    assert (letter.receives, letter.first_failed_at, letter.last_failed_at) == (3, EPOCH, EPOCH)
    failed = Received(message(1), 1.0, 2.0, 3, 4.0)
    assert failed.letter("x" * 5000, EPOCH, 2).first_failed_at == 4.0
    assert len(failed.letter("x" * 5000, EPOCH, 2).reason) == REASON_LENGTH_MAX
