"""Rules first, the AI second, a person where they do not agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from adapters.errors import ContractError, QualityError, SystemUnavailable
from adapters.patterns.supplier_invoices.reading import Limits, Reader, Unsure, agreed, date_of, decimal_of
from adapters.patterns.supplier_invoices.records import Doubt, Invoice, Receipt
from adapters.trail import Trail
from tests.adapters.fake_clock import FakeClock, run
from tests.adapters.inbound.fakes import RecordingSink

from .plant import TEXT, FakeAI, OpenGate

LIMITS = Limits(confidence_min=0.8, ai_confidence_min=0.7, ai_tries=2, date_order="day-first", age_days_max=400)
BLURRED = TEXT.replace("£120.00", "£l2O.00")
SAID: Mapping[str, Any] = {
    "total": "120.00",
    "issued_on": "2025-10-02",
    "number": "",
    "confidence": 0.9,
    "explanation": "The last row.",
}
BROKEN = ContractError("is not JSON", system="openai", version="v1", operation="chat")


def read(text: str, *answers: Mapping[str, Any] | Exception) -> tuple[Invoice | Doubt, FakeAI]:
    """Read a text with an AI that answers so."""
    ai = FakeAI(list(answers))

    async def scenario(clock: FakeClock) -> Invoice | Doubt:
        reader = Reader(ai, LIMITS, gate=OpenGate(), clock=clock, trail=Trail(RecordingSink(), clock))
        return await reader.read(Receipt(id="abbey/1", sender="abbey", text=text))

    return run(scenario), ai


def test_what_the_rules_are_sure_of_needs_no_ai() -> None:
    """A clean receipt costs nothing."""
    found, ai = read(TEXT)
    assert isinstance(found, Invoice)
    assert (found.total, found.issued_on) == (Decimal("120.00"), date(2025, 10, 2))
    assert (found.number, found.purchase_order) == ("AB-77", "PO-4711")
    assert ai.asked == []


def test_the_ai_decides_what_the_rules_are_unsure_of() -> None:
    """It may choose among what is printed."""
    found, ai = read(BLURRED, SAID)
    assert isinstance(found, Invoice)
    assert found.total == Decimal("120.00")
    assert ai.asked == ["abbey/1:read:1"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"total": "210.00"}, "contradiction: the total"),
        ({"total": ""}, "unsure: neither"),
        ({"issued_on": "2025-02-10"}, "contradiction: the rules and the AI"),
        ({"confidence": 0.5}, "unsure: the confidence of the AI, 0.50 is below 0.70"),
    ],
)
def test_what_is_not_agreed_goes_to_a_person(said: Mapping[str, Any], reason: str) -> None:
    """A total that is not on the receipt is nobody's, however certain the AI is."""
    found, _ = read(BLURRED, {**SAID, **said})
    assert isinstance(found, Doubt)
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEXT.replace("PO-4711", ""), "incomplete: the number of the purchase order"),
        (TEXT.replace("£120.00", "##"), "incomplete: no amount"),
        (TEXT.replace("02/10/2025", "##"), "incomplete: no date"),
    ],
)
def test_what_is_not_there_is_not_asked_for(text: str, reason: str) -> None:
    """The AI could say anything, and nobody could check it."""
    found, ai = read(text)
    assert isinstance(found, Doubt)
    assert found.reason.startswith(reason)
    assert ai.asked == []


def test_a_broken_answer_is_asked_for_again() -> None:
    """Under a key of its own, and a person has it after the last one."""
    found, ai = read(BLURRED, BROKEN, SAID)
    assert isinstance(found, Invoice)
    assert ai.asked == ["abbey/1:read:1", "abbey/1:read:2"]
    found, _ = read(BLURRED, BROKEN, QualityError("refused", gate="refusal"))
    assert isinstance(found, Doubt)
    assert found.reason == "the AI's answer cannot be used: QualityError: refused"


def test_an_ai_that_is_away_is_no_reason_to_give_up() -> None:
    """The queue tries again."""
    with pytest.raises(SystemUnavailable):
        read(BLURRED, SystemUnavailable("refused", system="openai"))


def test_agreement() -> None:
    """The AI may confirm, choose among what is printed, or be silent where the rules are sure."""
    assert agreed("total", 1, 1, ()) == 1
    assert agreed("total", 1, None, ()) == 1
    assert agreed("total", None, 2, {2}) == 2
    with pytest.raises(Unsure):
        agreed("total", 1, 2, {1, 2})


TWO_DATES = "Opal Packaging\n{number}\n28.09.2025\n30.09.2025\nYour order PO-1018\nTotal payable $796.42"


def test_nothing_but_an_ai_that_is_certain_is_no_evidence_for_one_of_two_dates() -> None:
    """Where both are equally credible a person decides, unless one of them stands beside the invoice's number."""
    said = {**SAID, "total": "796.42", "issued_on": "2025-09-28", "confidence": 0.97}
    found, _ = read(TWO_DATES.format(number="thank you"), said)
    assert isinstance(found, Doubt)
    assert found.reason.startswith("unsure: nothing but the AI's word")
    found, _ = read(TWO_DATES.format(number="Invoice no. OP-77"), said)
    assert isinstance(found, Invoice)
    assert found.issued_on == date(2025, 9, 28)
    found, _ = read(TWO_DATES.format(number="Invoice no. OP-77"), {**said, "issued_on": "2025-09-30"})
    assert isinstance(found, Doubt)


def test_only_the_form_that_was_asked_for_is_read() -> None:
    """Anything else is no answer."""
    assert (decimal_of("1234.50"), decimal_of("1,234.50"), decimal_of("12")) == (Decimal("1234.50"), None, None)
    assert (date_of("2025-10-02"), date_of("2025-02-30"), date_of("02/10/2025")) == (date(2025, 10, 2), None, None)
