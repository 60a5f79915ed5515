"""Words a decision for the team's chat channel."""

from __future__ import annotations

from ..canonical import Message
from .decision import Decision

UNKNOWN = "unknown"


def announcement(decision: Decision, *, key: str, channel: str, event_key: str) -> Message:
    """Return the message for the team: ids and our own words only, nothing that the customer wrote.

    Args:
        decision: what was decided.
        key: makes the message recognisable.
        channel: where it is posted.
        event_key: the job that led to it.
    """
    confidence = UNKNOWN if decision.confidence is None else f"{decision.confidence:.2f}"
    fields = (
        ("ticket_id", decision.ticket_id),
        ("team", decision.team),
        ("category", decision.category or UNKNOWN),
        ("confidence", confidence),
        ("opened_at", decision.opened_at),
        ("customer_id", decision.customer_id or UNKNOWN),
        ("event_key", event_key),
    )
    return Message(key=key, channel=channel, text=_text(decision, confidence), fields=fields)


def _text(decision: Decision, confidence: str) -> str:
    said = f"{decision.category or UNKNOWN} (confidence {confidence})"
    what = "needs review" if decision.review else f"is for team {decision.team}"
    marks = f" [{', '.join(decision.degraded)}]" if decision.degraded else ""
    return f"Ticket {decision.ticket_id} {what}: {said}, priority {decision.priority or 'unset'}{marks}"
