"""Webhooks with faults on their way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from windtunnel.fault import DeliveryFault, read_fault
from windtunnel.kernel.controlled_clock import ClockMode, ControlledClock
from windtunnel.serve.faulty_courier import FaultyCourier
from windtunnel.world.courier import DeliveryOutcome, Parcel

PARCEL = Parcel("http://localhost/hook", (("X-Signature", "abc"),), b'{"id": 1}', 5.0, "e1")


class Notes:
    """A courier that delivers at once and takes notes."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Deliver."""
        self.parcels.append(parcel)
        done(DeliveryOutcome(200))


def made(kind: str, **more: object) -> DeliveryFault:
    """Return a fault at work."""
    fault = read_fault({"on": "desk", "kind": kind, **more}, place="fault").build(Random(1), 0.0)
    assert isinstance(fault, DeliveryFault)
    return fault


def test_the_sender_learns_of_the_genuine_delivery_only() -> None:
    """Copies and forgeries are nobody's business but the receiver's."""

    async def main() -> None:
        clock = ControlledClock(asyncio.get_running_loop(), 0.0, ClockMode.STEPPED)
        notes, outcomes = Notes(), list[DeliveryOutcome]()
        faults = [made("duplicate-delivery", within=0, copies=2), made("forge-delivery", flaws=["unsigned"])]
        FaultyCourier(notes, lambda: faults, clock).send(PARCEL, outcomes.append)
        clock.advance(60)
        assert len(outcomes) == 1
        assert [len(parcel.headers) for parcel in notes.parcels] == [1, 1, 1, 0]

    asyncio.run(main())


def test_what_is_held_back_goes_on_when_its_time_has_come() -> None:
    """By the world's clock."""

    async def main() -> None:
        clock = ControlledClock(asyncio.get_running_loop(), 0.0, ClockMode.STEPPED)
        notes, outcomes = Notes(), list[DeliveryOutcome]()
        held = made("reorder-delivery", within="60s")
        FaultyCourier(notes, lambda: [held], clock).send(PARCEL, outcomes.append)
        assert not notes.parcels
        clock.advance(60)
        assert (notes.parcels, len(outcomes)) == ([PARCEL], 1)

    asyncio.run(main())
