"""Who is asking."""

from __future__ import annotations

from .base import Record


class Customer(Record):
    """A customer as the CRM knows it; ``stale`` marks an answer served from cache while the CRM was away."""

    id: str
    email: str
    name: str
    account_id: str | None = None
    account_name: str | None = None
    tier: str | None = None
    stale: bool = False
