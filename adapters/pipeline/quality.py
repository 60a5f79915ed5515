"""Gates: records that are well-formed for a machine and still cannot be trusted.

Each gate is a row of a table: its name, what is wrong, and how to see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from ..canonical import Customer, Prediction, Ticket
from ..errors import QualityError
from .extract import extract

FUTURE_SECONDS_MAX = 300.0
BROKEN_SHARE_MAX = 0.05
LETTERS_MIN = 3

_BROKEN = re.compile(r"[\N{REPLACEMENT CHARACTER}\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class TicketLimits:
    """What a plausible ticket is measured against; ``now`` is seconds since the epoch."""

    now: float
    age_seconds_max: float


TICKET_GATES: tuple[tuple[str, str, Callable[[Ticket, TicketLimits], bool]], ...] = (
    (
        "incomplete",
        "the ticket has no id or no version",
        lambda ticket, _: not (ticket.id and ticket.version),
    ),
    ("malformed", "the text is not readable", lambda ticket, _: _broken_share(ticket) > BROKEN_SHARE_MAX),
    ("incomplete", "there is no text to classify", lambda ticket, _: _letters(extract(ticket)) < LETTERS_MIN),
    (
        "implausible",
        "the ticket was created in the future",
        lambda ticket, limits: age_seconds(ticket, limits.now) < -FUTURE_SECONDS_MAX,
    ),
    (
        "stale",
        "the ticket is older than triage is meant for",
        lambda ticket, limits: age_seconds(ticket, limits.now) > limits.age_seconds_max,
    ),
)

CUSTOMER_GATES: tuple[tuple[str, str, Callable[[Customer, str], bool]], ...] = (
    ("incomplete", "the customer has no id", lambda customer, _: not customer.id.strip()),
    (
        "implausible",
        "the customer has another e-mail address than the one asked for",
        lambda customer, email: customer.email.strip().casefold() != email.strip().casefold(),
    ),
)

PREDICTION_GATES: tuple[tuple[str, str, Callable[[Prediction, tuple[str, ...]], bool]], ...] = (
    (
        "implausible",
        "the category is not one that was offered",
        lambda prediction, categories: prediction.category not in categories,
    ),
    (
        "incomplete",
        "the prediction has no explanation",
        lambda prediction, _: not prediction.explanation.strip(),
    ),
    ("implausible", "the cost is negative", lambda prediction, _: prediction.evidence.cost_usd < 0),
)


def check_ticket(ticket: Ticket, limits: TicketLimits) -> None:
    """Raise ``QualityError`` for the first gate that ``ticket`` does not pass."""
    _check((name, wrong) for name, wrong, fails in TICKET_GATES if fails(ticket, limits))


def check_customer(customer: Customer, email: str) -> None:
    """Raise ``QualityError`` when ``customer`` cannot be the one with this e-mail address."""
    _check((name, wrong) for name, wrong, fails in CUSTOMER_GATES if fails(customer, email))


def check_prediction(prediction: Prediction, categories: tuple[str, ...]) -> None:
    """Raise ``QualityError`` when ``prediction`` is no answer to a question about ``categories``."""
    _check((name, wrong) for name, wrong, fails in PREDICTION_GATES if fails(prediction, categories))


def age_seconds(ticket: Ticket, now: float) -> float:
    """Return how long ago ``ticket`` was created."""
    return (datetime.fromtimestamp(now, UTC) - ticket.created_at).total_seconds()


def _check(failures: Iterable[tuple[str, str]]) -> None:
    for gate, wrong in failures:
        raise QualityError(wrong, gate=gate)


def _broken_share(ticket: Ticket) -> float:
    text = ticket.subject + ticket.text
    return len(_BROKEN.findall(text)) / max(len(text), 1)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
