"""Drift on the way of webhooks to their receiver, whoever carries them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from windtunnel.world.courier import Courier, DeliveryOutcome, Parcel

from .operator import Drift


def drifted(parcel: Parcel, drifts: Iterable[Drift], now: float) -> tuple[Parcel, str | None]:
    """Return a signed webhook after every change that is in force, and the name of the first that touched it.

    A webhook whose payload was reshaped before it was signed counts as touched, also when it is sent again later.
    """
    mark: str | None = None
    for drift in drifts:
        changed = drift.redeliver(parcel) if drift.active(now) else parcel
        if changed is not parcel or drift.reshaped(parcel):
            mark = mark or drift.name
        parcel = changed
    return parcel, mark


class DriftingCourier:
    """Hands webhooks to another courier as they are after the change.

    Args:
        courier: carries them.
        drifts: returns the changes that are installed.
        now: returns the world's time.
    """

    def __init__(self, courier: Courier, drifts: Callable[[], Iterable[Drift]], now: Callable[[], float]) -> None:
        self._courier = courier
        self._drifts = drifts
        self._now = now

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Start to deliver what becomes of ``parcel``."""
        self._courier.send(drifted(parcel, self._drifts(), self._now())[0], done)
