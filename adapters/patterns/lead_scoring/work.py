"""Lead scoring as a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...ports.leads import Lead, Leads, LeadScore
from ..batch.position import Position
from ..batch.work import Decided, Loaded, Page
from .scoring import Scorer, Scoring, check, presented


class LeadWork:
    """Implements ``Work`` for leads.

    Args:
        leads: the CRM.
        scorer: scores them.
        page_size: leads in a page, and so in a load.
    """

    def __init__(self, leads: Leads, scorer: Scorer, *, page_size: int) -> None:
        self._leads = leads
        self._scorer = scorer
        self._page_size = page_size

    async def open_reading(self, since: float, until: float) -> str:
        """Begin to read every lead, however old: an old one that has changed is scored again; see ``Work``."""
        return await self._leads.open_reading(until)

    async def page(self, reading: str, cursor: str) -> Page[Lead]:
        """Return a page; see ``Work``."""
        page = await self._leads.page(reading, cursor, self._page_size)
        return Page(page.leads, page.following, page.total)

    def key(self, item: Lead) -> str:
        """Return the lead's id."""
        return item.id

    def content(self, item: Lead) -> str:
        """Return what the AI reads of a lead."""
        return presented(item)

    def check(self, item: Lead) -> None:
        """Look at a lead; see ``Work``."""
        check(item)

    async def decide(self, item: Lead) -> str:
        """Have a lead scored; see ``Work``."""
        return (await self._scorer.score(item)).model_dump_json()

    def labels(self, decision: str) -> Iterable[str]:
        """Return the rating."""
        return (Scoring.model_validate_json(decision).rating,)

    async def open_load(self) -> str:
        """Prepare a write; see ``Work``."""
        return await self._leads.open_write()

    async def load(self, load: str, rows: Sequence[Decided[Lead]], *, resumed: bool) -> Loaded | None:
        """Write scores; see ``Work``."""
        scores = [_score(row) for row in rows]
        send = self._leads.resume if resumed else self._leads.write
        result = await send(load, scores)
        return None if result is None else Loaded(result.written, result.refused, result.undone)

    async def conclude(self, position: Position) -> None:
        """Do nothing more: the scores are on the leads."""


def _score(row: Decided[Lead]) -> LeadScore:
    scoring = Scoring.model_validate_json(row.decision)
    return LeadScore(lead_id=row.item.id, score=round(scoring.score, 2), rating=scoring.rating, reason=scoring.reason)
