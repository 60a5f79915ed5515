"""The history of a customer: what they asked before, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ..canonical.base import Record


class PastCase(Record):
    """One earlier case of a customer; ``subject`` is in the customer's own words, and may be missing."""

    number: str
    subject: str | None
    status: str
    closed: bool
    opened_at: datetime


class History(Protocol):
    """What a reply needs of the system that keeps a customer's cases."""

    async def recent(self, email: str, limit: int) -> tuple[PastCase, ...]:
        """Return the newest cases of a customer, newest first; none is an answer, too.

        Args:
            email: the customer's e-mail address.
            limit: how many at most.

        Raises:
            ContractError: the answer was not understood, or is not what was asked for.
            IntegrationError: see ``adapters.errors``.
        """
        ...
