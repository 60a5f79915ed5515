"""The CRM's leads, read and written in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..canonical.base import Record


class Lead(Record):
    """Somebody who may buy, without what tells who it is: what a score depends on, and nothing else."""

    id: str
    company: str
    title: str | None = None
    industry: str | None = None
    source: str | None = None
    country: str | None = None
    annual_revenue: float | None = None
    employees: int | None = None
    description: str | None = None


class LeadScore(Record):
    """What is written on a lead: a score from 0 to 100, a rating in the CRM's own words, and why."""

    lead_id: str
    score: float
    rating: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeadPage:
    """Some leads of a reading.

    Args:
        leads: in the order in which the CRM tells them.
        following: the cursor of the next page; ``None`` on the last.
        total: how many leads the reading has.
    """

    leads: tuple[Lead, ...]
    following: str | None
    total: int


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What became of the rows of a write, by lead.

    Args:
        written: ids of the leads that were changed.
        refused: the CRM's code by id of the leads that it will not change so.
        undone: ids of the leads that were not tried, or stood in somebody's way: write them again.
    """

    written: frozenset[str]
    refused: Mapping[str, str]
    undone: frozenset[str]


class Leads(Protocol):
    """What lead scoring needs of a CRM. Every method raises the errors of ``adapters.errors``.

    A reading shows the leads as they were when it was made, however long it takes to go through it. A write is
    opened before anything is sent, so that whoever is interrupted can ask for it by its id.
    """

    async def open_reading(self, until: float) -> str:
        """Begin to read every lead that was created before a time, in seconds since the epoch; return its id."""
        ...

    async def page(self, reading: str, cursor: str, size: int) -> LeadPage:
        """Return at most ``size`` leads; the first cursor is empty, every other one came with a page.

        Raises:
            NotFound: the CRM has forgotten the reading; open another one.
            ContractError: the page is not whole, or not understood.
        """
        ...

    async def open_write(self) -> str:
        """Prepare a write and return its id; nothing is changed yet."""
        ...

    async def write(self, write: str, scores: Sequence[LeadScore]) -> WriteResult:
        """Have a write that was just opened carried out, and return what became of it.

        Raises:
            OutcomeUnknown, TransientError: ask with ``resume``.
        """
        ...

    async def resume(self, write: str, scores: Sequence[LeadScore]) -> WriteResult | None:
        """Find out what became of a write, or return ``None``: it was not carried out, and never will be."""
        ...
