"""The warehouse: what customers bought, read from a replica that may be behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Purchase:
    """Something that a customer bought.

    Args:
        id: the warehouse's own.
        customer_id: who bought it.
        purchased_at: when, with a time zone.
        product: what.
        amount, currency: for how much; ISO 4217.
        change_number: grows with every change of any purchase; what a cursor of changes counts by.
    """

    id: str
    customer_id: str
    purchased_at: datetime
    product: str
    amount: Decimal
    currency: str
    change_number: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the purchase that was its last one."""

    purchased_at: datetime
    id: str


class Warehouse(Protocol):
    """What is asked of a warehouse; nothing is ever written.

    Every method raises ``SystemUnavailable`` when the replica cannot be reached, and ``DeadlineExceeded`` when a
    statement took longer than it may.
    """

    async def lag_seconds(self) -> float:
        """Return how far the replica is behind, in seconds."""
        ...

    async def page(self, customer_id: str, after: Place | None, limit: int) -> Sequence[Purchase]:
        """Return up to ``limit`` purchases of a customer, the last one first, those after a place only."""
        ...

    def all_purchases(self, customer_id: str, batch: int) -> AbstractAsyncContextManager[AsyncIterator[Purchase]]:
        """Open the purchases of a customer, the last one first, in one consistent reading, ``batch`` at once."""
        ...

    async def changes(self, after: int, limit: int) -> Sequence[Purchase]:
        """Return up to ``limit`` purchases that changed after a change number, in the order of their changes.

        A change is told only when none with a lower number can appear any more.
        """
        ...

    async def close(self) -> None:
        """Close all connections; a second call does nothing."""
        ...
