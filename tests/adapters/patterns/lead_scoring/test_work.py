"""Lead scoring as a batch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from adapters.patterns.batch.work import Decided, Loaded, Page
from adapters.patterns.lead_scoring.scoring import Scorer, Scoring, presented
from adapters.patterns.lead_scoring.work import LeadWork
from adapters.ports.leads import Lead, LeadPage, LeadScore, WriteResult

from .test_scoring import LEAD, FakeMind

DECISION = Scoring(score=71.456, rating="Hot", reason="A budget is named.").model_dump_json()


class FakeLeads:
    """A CRM with one lead, which remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []

    async def open_reading(self, until: float) -> str:
        """Open one."""
        self.calls.append(("open_reading", until))
        return "reading"

    async def page(self, reading: str, cursor: str, size: int) -> LeadPage:
        """Return the only page."""
        self.calls.append((f"page {reading} {cursor}", size))
        return LeadPage((LEAD,), "next", 7)

    async def open_write(self) -> str:
        """Open one."""
        return "write"

    async def write(self, write: str, scores: Sequence[LeadScore]) -> WriteResult:
        """Take all."""
        self.calls.append((f"write {write}", list(scores)))
        return WriteResult(frozenset({LEAD.id}), {"x": "BAD"}, frozenset({"y"}))

    async def resume(self, write: str, scores: Sequence[LeadScore]) -> WriteResult | None:
        """Know nothing of it."""
        self.calls.append((f"resume {write}", list(scores)))
        return None


def work(leads: FakeLeads) -> LeadWork:
    """Return the work."""
    return LeadWork(leads, Scorer(FakeMind()), page_size=50)


def test_every_lead_is_read_up_to_the_opening() -> None:
    """Also those that came long ago: a lead that has changed is scored again."""
    leads = FakeLeads()
    assert asyncio.run(work(leads).open_reading(100.0, 200.0)) == "reading"
    assert asyncio.run(work(leads).page("reading", "here")) == Page((LEAD,), "next", 7)
    assert leads.calls == [("open_reading", 200.0), ("page reading here", 50)]


def test_a_score_is_written_once_and_then_only_asked_about() -> None:
    """A load that may have been sent is resumed, not sent again."""
    leads = FakeLeads()
    rows = [Decided(LEAD, DECISION)]
    loaded = asyncio.run(work(leads).load("write", rows, resumed=False))
    assert loaded == Loaded(frozenset({LEAD.id}), {"x": "BAD"}, frozenset({"y"}))
    assert asyncio.run(work(leads).load("write", rows, resumed=True)) is None
    score = LeadScore(lead_id=LEAD.id, score=71.46, rating="Hot", reason="A budget is named.")
    assert leads.calls == [("write write", [score]), ("resume write", [score])]


def test_a_decision_is_what_the_ai_said() -> None:
    """It is counted under its rating, and depends on what the AI reads."""
    leads = work(FakeLeads())
    decision = asyncio.run(leads.decide(LEAD))
    assert Scoring.model_validate_json(decision).rating == "Hot"
    assert list(leads.labels(decision)) == ["Hot"]
    assert leads.content(LEAD) == presented(LEAD)
    assert leads.content(LEAD) != leads.content(Lead(id=LEAD.id, company="Other"))
    assert leads.key(LEAD) == LEAD.id
