"""What is known of a customer: account and history, fetched side by side within one budget.

What cannot be fetched in time is taken from memory, with its age, or is missing, with a reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from ...audit import AuditKind
from ...canonical import Customer
from ...clock import Clock
from ...errors import (
    BreakerOpen,
    ClientError,
    ConfigurationError,
    DataError,
    DeadlineExceeded,
    IntegrationError,
    QuotaExceeded,
)
from ...masking import mask
from ...outbound.deadline import deadline
from ...pipeline.budget import cancel, within
from ...pipeline.quality import check_customer
from ...ports import CRM
from ...ports.history import History, PastCase
from ...trail import Trail
from .memory import Memory

GRACE_SECONDS = 0.05
"""The policies end a call at its deadline, so that its breaker hears of it; this is for what does not heed them."""

ValueT = TypeVar("ValueT")
ValueCovT = TypeVar("ValueCovT", covariant=True)  # noqa: PLC0105 - it is called what it is


class Part(StrEnum):
    """What a reply is made from."""

    CUSTOMER = "customer"
    HISTORY = "history"
    REPLY = "reply"


class Source(StrEnum):
    """Where something comes from."""

    SYSTEM = "system"  # from the system itself, just now
    MEMORY = "memory"  # remembered from an earlier answer
    NONE = "none"  # from nowhere: it is missing


REASONS: tuple[tuple[type[IntegrationError], str], ...] = (
    (DeadlineExceeded, "too-slow"),
    (QuotaExceeded, "quota"),
    (BreakerOpen, "unavailable"),
    (DataError, "not-understood"),
    (ClientError, "refused"),
    (ConfigurationError, "configuration"),
)
"""What a caller is told of an error; the first that fits counts, and anything else is ``unavailable``."""


def reason_of(error: IntegrationError) -> str:
    """Return the word for why something is missing."""
    return next((word for kind, word in REASONS if isinstance(error, kind)), "unavailable")


@dataclass(frozen=True, slots=True)
class Found(Generic[ValueCovT]):
    """One part of the background.

    Args:
        value: what is known; ``None`` when nothing is.
        source: where it comes from.
        age_seconds: how old it is; ``None`` when there is none.
        reason: why the system's own answer is missing; ``None`` when it is not.
    """

    value: ValueCovT | None
    source: Source
    age_seconds: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of a customer; ``customer.value`` is also ``None`` when the CRM does not know the address."""

    customer: Found[Customer | None]
    history: Found[tuple[PastCase, ...]]

    @property
    def missing(self) -> dict[Part, str]:
        """What the system did not say itself this time, and why."""
        reasons = {Part.CUSTOMER: self.customer.reason, Part.HISTORY: self.history.reason}
        return {part: reason for part, reason in reasons.items() if reason is not None}


@dataclass(frozen=True, slots=True)
class Ages:
    """How old what is remembered may be: to save a call, and to stand in for one that failed."""

    fresh_seconds: float
    stale_seconds_max: float


class Investigator:
    """Finds out what is known of a customer.

    Args:
        crm, history: who knows.
        clock: for the budget and the age of what is remembered.
        trail: where it is noted that something is missing.
        budget_seconds: for everything together.
        cases: how many earlier cases are asked for.
        ages: how old what is remembered may be.
        remembered_max: customers remembered.
    """

    def __init__(
        self,
        crm: CRM,
        history: History,
        *,
        clock: Clock,
        trail: Trail,
        budget_seconds: float,
        cases: int,
        ages: Ages,
        remembered_max: int,
    ) -> None:
        self._crm = crm
        self._history = history
        self._clock = clock
        self._trail = trail
        self._budget_seconds = budget_seconds
        self._cases = cases
        self._ages = ages
        self._customers: Memory[Customer | None] = Memory(clock, remembered_max)
        self._histories: Memory[tuple[PastCase, ...]] = Memory(clock, remembered_max)

    async def investigate(self, key: str, email: str) -> Background:
        """Return what can be known within the budget, or the caller's deadline; raises no ``IntegrationError``."""
        address = email.casefold()
        with deadline(self._clock, self._budget_seconds):
            customer = asyncio.create_task(
                self._part(key, Part.CUSTOMER, self._customers, address, lambda: self._customer(email))
            )
            history = asyncio.create_task(
                self._part(key, Part.HISTORY, self._histories, address, lambda: self._cases_of(email))
            )
            try:
                return Background(await customer, await history)
            finally:
                await cancel(customer, history)

    async def _cases_of(self, email: str) -> tuple[PastCase, ...]:
        return await self._history.recent(email, self._cases)

    async def _customer(self, email: str) -> Customer | None:
        customer = await self._crm.customer(email)
        if customer is not None:
            check_customer(customer, email)
        return customer

    async def _part(
        self,
        key: str,
        part: Part,
        memory: Memory[ValueT],
        address: str,
        ask: Callable[[], Coroutine[Any, Any, ValueT]],
    ) -> Found[ValueT]:
        fresh = memory.find(address, self._ages.fresh_seconds)
        if fresh is not None:
            return Found(fresh.value, Source.MEMORY, fresh.age_seconds)
        try:
            value = await within(self._budget_seconds + GRACE_SECONDS, ask())
        except IntegrationError as error:
            return self._stand_in(key, part, memory, address, error)
        memory.keep(address, value)
        return Found(value, Source.SYSTEM, 0.0)

    def _stand_in(
        self, key: str, part: Part, memory: Memory[ValueT], address: str, error: IntegrationError
    ) -> Found[ValueT]:
        reason, alarm = reason_of(error), isinstance(error, ConfigurationError | DataError)
        said = f"{type(error).__name__}: {mask(error.message)}"
        self._trail.note(AuditKind.DEGRADED, key, system=error.system, what=part.value, alarm=alarm, reason=said)
        stale = memory.find(address, self._ages.stale_seconds_max)
        if stale is None:
            return Found(None, Source.NONE, None, reason)
        return Found(stale.value, Source.MEMORY, stale.age_seconds, reason)
