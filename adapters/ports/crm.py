"""The CRM: who the customer is."""

from __future__ import annotations

from typing import Protocol

from ..canonical import Customer


class CRM(Protocol):
    """What triage needs of a CRM."""

    async def customer(self, email: str) -> Customer | None:
        """Find a customer by e-mail address; ``None`` when the CRM does not know it."""
        ...
