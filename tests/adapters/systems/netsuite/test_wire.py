"""What NetSuite sends, strictly read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from adapters.systems.netsuite.wire import CurrencyRow, Day, Number, OrderRow, Quantity, Reference

NUMBERS: TypeAdapter[Decimal] = TypeAdapter(Number)
QUANTITIES: TypeAdapter[Decimal] = TypeAdapter(Quantity)
DAYS: TypeAdapter[date] = TypeAdapter(Day)


@pytest.mark.parametrize(("sent", "read"), [(0.1, "0.1"), (1234.5, "1234.5"), (7, "7"), (-2.25, "-2.25")])
def test_an_amount_is_what_was_written(sent: float, read: str) -> None:
    """Not what binary numbers make of it."""
    assert NUMBERS.validate_python(sent) == Decimal(read)


@pytest.mark.parametrize("sent", ["7", True, None, float("nan"), float("inf"), [7]])
def test_other_things_are_no_amounts(sent: object) -> None:
    """A text is a changed contract."""
    with pytest.raises(ValidationError):
        NUMBERS.validate_python(sent)


def test_a_quantity_is_not_negative() -> None:
    """An amount may be."""
    with pytest.raises(ValidationError, match="is negative"):
        QUANTITIES.validate_python(-1)


def test_a_date_has_one_form() -> None:
    """Year, month, day."""
    assert DAYS.validate_python("2026-01-31") == date(2026, 1, 31)
    for other in ("1/31/2026", "2026-1-31", "2026-01-31T00:00:00Z", "2026-02-30", 20260131):
        with pytest.raises(ValidationError, match="YYYY-MM-DD"):
            DAYS.validate_python(other)


@pytest.mark.parametrize("id", [12, "", "x12", "12a", "-1"])
def test_ids_are_texts_of_digits(id: object) -> None:
    """Another form is another kind of id."""
    for model, rest in ((Reference, {"refName": "A"}), (OrderRow, {"tranid": "P"}), (CurrencyRow, {"symbol": "EUR"})):
        with pytest.raises(ValidationError):
            model.model_validate({"id": id, **rest})
