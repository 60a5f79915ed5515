"""What triage decided about a ticket, recorded before it is carried out: every delivery writes the same."""

from __future__ import annotations

import re
from datetime import UTC

from ..canonical import Prediction, Priority, Ticket, TicketChange
from ..canonical.base import Record
from ..masking import MASK, mask
from .classify import Classification
from .enrich import PARTIAL, Enrichment
from .quality import age_seconds
from .route import Routing

REVIEW_TAG = "needs_review"
EXPLANATION_LENGTH_MAX = 500

_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\d(?:[ -]?\d){5,}")


class Decision(Record):
    """Everything that is written to the outside; holds ids and what we said, never what the customer said.

    ``review`` is the reason why a person has to decide, ``None`` when triage decided itself.
    """

    ticket_id: str
    opened_at: str
    team: str
    priority: Priority | None
    tags: tuple[str, ...]
    note: str
    category: str | None
    confidence: float | None
    customer_id: str | None
    degraded: tuple[str, ...]
    review: str | None
    cost_usd: float

    @property
    def partial(self) -> bool:
        """Whether the CRM had no fresh answer."""
        return PARTIAL in self.degraded

    def change(self, key: str) -> TicketChange:
        """Return what is written on the ticket."""
        return TicketChange(key=key, team=self.team, priority=self.priority, tags=self.tags, note=self.note)


def decide(
    ticket: Ticket, classification: Classification, enrichment: Enrichment, routing: Routing, now: float
) -> Decision:
    """Decide about ``ticket``; what the AI could not decide goes to the review team."""
    prediction, review = classification.prediction, classification.review
    category = prediction.category if prediction else None
    customer = enrichment.customer
    degraded = (*(prediction.evidence.degraded if prediction else ()), *enrichment.degraded)
    team = routing.review_team if review or category is None else routing.team(category)
    said = _reasons(prediction, review)
    return Decision(
        ticket_id=ticket.id,
        opened_at=_opened_at(ticket),
        team=team,
        priority=routing.priority(category or "", customer, ticket.priority),
        tags=_tags(category, review, degraded),
        note="\n".join([f"Triage: for team {team}", *said, *_freshness(ticket, enrichment, now), *_gaps(degraded)]),
        category=category,
        confidence=prediction.confidence if prediction else None,
        customer_id=customer.id if customer else None,
        degraded=degraded,
        review=review,
        cost_usd=prediction.evidence.cost_usd if prediction else 0.0,
    )


def explain_customer(enrichment: Enrichment) -> str:
    """Say in one line what is known of the customer, without a name."""
    customer = enrichment.customer
    if customer is None:
        return "Customer: not known" if not enrichment.degraded else "Customer: the CRM did not answer"
    age = "of unknown age" if enrichment.age_seconds is None else f"{enrichment.age_seconds:.0f} s old"
    freshness = age if customer.stale else "fresh"
    return f"Customer: {customer.id}, tier {customer.tier or 'unknown'} ({freshness})"


def redact(text: str) -> str:
    """Return ``text`` without secrets, e-mail addresses and long numbers."""
    return _PERSONAL.sub(MASK, mask(text))


def _opened_at(ticket: Ticket) -> str:
    return ticket.created_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _tags(category: str | None, review: str | None, degraded: tuple[str, ...]) -> tuple[str, ...]:
    named = () if category is None else (f"category:{category}",)
    return (*named, *((REVIEW_TAG,) if review else ()), *degraded)


def _reasons(prediction: Prediction | None, review: str | None) -> list[str]:
    lines = [f"Needs review: {review}."] if review else []
    if prediction is None:
        return lines
    evidence = prediction.evidence
    tokens = f"{evidence.prompt_tokens} + {evidence.completion_tokens} tokens"
    return [
        *lines,
        f"Category: {prediction.category} (confidence {prediction.confidence:.2f})",
        f"Why: {redact(prediction.explanation)[:EXPLANATION_LENGTH_MAX]}",
        f"Model: {evidence.model}, version {evidence.model_version}; {tokens}, {evidence.cost_usd:.6f} USD",
    ]


def _freshness(ticket: Ticket, enrichment: Enrichment, now: float) -> list[str]:
    return [f"Ticket: {age_seconds(ticket, now):.0f} s old when decided", explain_customer(enrichment)]


def _gaps(degraded: tuple[str, ...]) -> list[str]:
    return [f"Degraded: {', '.join(degraded)}"] if degraded else []
