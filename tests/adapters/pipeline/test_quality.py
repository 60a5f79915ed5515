"""Gates for records that are well-formed and still cannot be trusted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.errors import QualityError
from adapters.pipeline.quality import (
    TicketLimits,
    age_seconds,
    check_customer,
    check_prediction,
    check_ticket,
)
from tests.adapters.inbound.virtual_time import EPOCH
from tests.adapters.pipeline.fakes import CATEGORIES, customer, prediction, ticket

LIMITS = TicketLimits(now=EPOCH, age_seconds_max=86_400.0)


def at(seconds: float) -> datetime:
    """Return a moment relative to now."""
    return datetime.fromtimestamp(EPOCH + seconds, UTC)


@pytest.mark.parametrize(
    ("changes", "gate"),
    [
        ({"version": ""}, "incomplete"),
        ({"text": "\ufffd" * 20}, "malformed"),
        ({"subject": "", "text": "<p> </p>\n-- \nJo"}, "incomplete"),
        ({"created_at": at(301.0)}, "implausible"),
        ({"created_at": at(-86_401.0)}, "stale"),
    ],
)
def test_a_ticket_that_cannot_be_trusted_names_its_gate(changes: dict[str, object], gate: str) -> None:
    """Each gate can close."""
    with pytest.raises(QualityError) as caught:
        check_ticket(ticket("7", **changes), LIMITS)
    assert caught.value.gate == gate


def test_an_ordinary_ticket_passes() -> None:
    """A clock that is a little ahead is no reason to stop."""
    check_ticket(ticket(), LIMITS)
    check_ticket(ticket(created_at=at(299.0)), LIMITS)
    assert age_seconds(ticket(), EPOCH) == 3600.0


def test_a_customer_must_be_the_one_that_was_asked_for() -> None:
    """Upper case does not matter; another address does, and so does a missing id."""
    check_customer(customer("Jo@example.com"), "jo@EXAMPLE.com")
    for wrong, gate in (
        (customer("x@example.com"), "implausible"),
        (customer("jo@x.y", id=" "), "incomplete"),
    ):
        with pytest.raises(QualityError) as caught:
            check_customer(wrong, "jo@x.y")
        assert caught.value.gate == gate


@pytest.mark.parametrize(
    ("changes", "gate"),
    [({"category": "weather"}, "implausible"), ({"explanation": "  "}, "incomplete")],
)
def test_a_prediction_must_answer_the_question(changes: dict[str, str], gate: str) -> None:
    """A category that was not offered, or no reason, is no answer."""
    check_prediction(prediction(), CATEGORIES)
    with pytest.raises(QualityError) as caught:
        check_prediction(prediction(**changes), CATEGORIES)  # type: ignore[arg-type]  # str or float by name
    assert caught.value.gate == gate


def test_a_negative_cost_is_implausible() -> None:
    """Totals must not be talked down."""
    said = prediction()
    cheap = said.model_copy(update={"evidence": said.evidence.model_copy(update={"cost_usd": -1.0})})
    with pytest.raises(QualityError, match="negative"):
        check_prediction(cheap, CATEGORIES)
