"""Orders and bills."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from adapters.canonical import Bill

GIVEN = {
    "key": "invoice:1",
    "number": "R-1",
    "purchase_order_id": "7",
    "supplier_id": "3",
    "currency": "EUR",
    "total": Decimal("12.30"),
    "issued_on": date(2026, 1, 31),
}


def test_money_is_exact() -> None:
    """Cents survive."""
    assert Bill.model_validate(GIVEN).total == Decimal("12.30")


@pytest.mark.parametrize(
    "change",
    [{"total": 12.3}, {"total": "12.30"}, {"total": Decimal("NaN")}, {"currency": "eur"}, {"key": ""}, {"more": 1}],
)
def test_what_is_not_exact_or_not_known_is_refused(change: dict[str, object]) -> None:
    """A float is no amount of money."""
    with pytest.raises(ValidationError):
        Bill.model_validate(GIVEN | change)
