"""forge-delivery: somebody who is not the vendor calls the receiver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import ClassVar, Literal

from windtunnel.world.courier import Parcel

from .back_ends import ON_DELIVERIES
from .description import FaultDescription
from .strike import DeliveryFault, Onward

Flaw = Literal["unsigned", "bad-signature", "tampered", "stale"]
STALE: Flaw = "stale"
STALE_SECONDS = 900.0
"""Far outside every time window that vendors' own libraries use (300 s)."""


class ForgeDeliveryDescription(FaultDescription):
    """Besides the genuine delivery, a forged one arrives; the genuine one is left alone.

    Args:
        flaws: what is wrong with the forgeries; each strike draws one. ``unsigned``: no signature; ``bad-signature``:
            not made with the secret; ``tampered``: genuine signature over another body; ``stale``: a genuine delivery,
            replayed 15 minutes later.
    """

    cannot: ClassVar = ON_DELIVERIES
    kind: Literal["forge-delivery"]
    flaws: tuple[Flaw, ...] = ("unsigned", "bad-signature", "tampered", "stale")

    def build(self, random: Random, start: float) -> ForgeDelivery:
        """Return the fault at work."""
        return ForgeDelivery(self, random, start, self.flaws)


class ForgeDelivery(DeliveryFault):
    """Sends forgeries."""

    def __init__(self, description: FaultDescription, random: Random, start: float, flaws: Sequence[Flaw]) -> None:
        super().__init__(description, random, start)
        self._flaws = flaws

    def strike_delivery(self, parcel: Parcel) -> Sequence[Onward]:
        """Send the genuine parcel and a forgery."""
        flaw = self.random.choice(self._flaws)
        delay = STALE_SECONDS if flaw == STALE else self.random.uniform(0, 5)
        forged = Onward(FORGERIES[flaw](parcel), delay, f"{self.name}:{flaw}", genuine=False)
        return (Onward(parcel), forged)


def _is_signature(name: str) -> bool:
    return "signature" in name.lower() and "timestamp" not in name.lower()


def _unsigned(parcel: Parcel) -> Parcel:
    return replace(parcel, headers=tuple(pair for pair in parcel.headers if "signature" not in pair[0].lower()))


def _badly_signed(parcel: Parcel) -> Parcel:
    spoiled = ((name, value[::-1] if _is_signature(name) else value) for name, value in parcel.headers)
    return replace(parcel, headers=tuple(spoiled))


def _tampered(parcel: Parcel) -> Parcel:
    return replace(parcel, body=parcel.body.replace(b":", b": ", 1) + b" ")


def _unchanged(parcel: Parcel) -> Parcel:
    return parcel


FORGERIES: dict[str, Callable[[Parcel], Parcel]] = {
    "unsigned": _unsigned,
    "bad-signature": _badly_signed,
    "tampered": _tampered,
    "stale": _unchanged,
}
