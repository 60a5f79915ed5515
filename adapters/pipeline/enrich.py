"""Finds out who is asking, within a budget, and does without when the CRM is away."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from ..audit import AuditKind
from ..canonical import Customer
from ..clock import Clock
from ..errors import ConfigurationError, IntegrationError
from ..masking import mask
from ..outbound.deadline import deadline
from ..ports import CRM
from ..trail import Trail
from .budget import within
from .quality import check_customer

PARTIAL = "enrichment:partial"
STALE = "enrichment:stale"
GRACE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Enrichment:
    """What is known of the customer.

    ``degraded`` says what is missing; ``age_seconds`` is how old the data is, where that is known.
    """

    customer: Customer | None
    degraded: tuple[str, ...] = ()
    age_seconds: float | None = None


class Enricher:
    """Looks customers up in the CRM.

    Args:
        crm: the CRM.
        clock: for the budget and the age of what is remembered.
        trail: where a degraded answer is noted.
        budget_seconds: how long triage waits for the CRM.
        remembered_max: customers remembered, the least recently seen forgotten first.
        stale_seconds_max: how old a remembered customer can be and still stand in for an answer.
    """

    def __init__(
        self,
        crm: CRM,
        *,
        clock: Clock,
        trail: Trail,
        budget_seconds: float,
        remembered_max: int = 10_000,
        stale_seconds_max: float = 86_400.0,
    ) -> None:
        self._crm = crm
        self._clock = clock
        self._trail = trail
        self._budget_seconds = budget_seconds
        self._remembered_max = remembered_max
        self._stale_seconds_max = stale_seconds_max
        self._remembered: OrderedDict[str, tuple[Customer, float]] = OrderedDict()

    async def enrich(self, key: str, email: str | None) -> Enrichment:
        """Return what can be known of a customer now; never raises an ``IntegrationError``."""
        if email is None:
            return Enrichment(None)
        try:
            with deadline(self._clock, self._budget_seconds):  # ends calls so that the breaker hears of it
                seconds = self._budget_seconds + GRACE_SECONDS
                customer = await within(seconds, self._crm.customer(email))
            if customer is not None:
                check_customer(customer, email)
        except IntegrationError as error:
            return self._degraded(key, email, error)
        if customer is None:
            return Enrichment(None)
        if customer.stale:
            return Enrichment(customer, (PARTIAL, STALE))
        self._remember(email, customer)
        return Enrichment(customer, (), 0.0)

    def _remember(self, email: str, customer: Customer) -> None:
        self._remembered[email] = (customer, self._clock.steady())
        self._remembered.move_to_end(email)
        if len(self._remembered) > self._remembered_max:
            self._remembered.popitem(last=False)

    def _degraded(self, key: str, email: str, error: IntegrationError) -> Enrichment:
        reason = f"{type(error).__name__}: {mask(error.message)}"
        alarm = isinstance(error, ConfigurationError)
        self._trail.note(AuditKind.DEGRADED, key, system=error.system, what="enrichment", alarm=alarm, reason=reason)
        customer, seen_at = self._remembered.get(email, (None, 0.0))
        age_seconds = self._clock.steady() - seen_at
        if customer is None or age_seconds > self._stale_seconds_max:
            return Enrichment(None, (PARTIAL,))
        return Enrichment(customer.model_copy(update={"stale": True}), (PARTIAL, STALE), age_seconds)
