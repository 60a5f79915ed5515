"""Formula fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from simulators.salesforce.formulas import formula

from .test_schema import SCHEMA


def evaluated(type_name: str, name: str, record: Mapping[str, Any]) -> Any:
    """Return a formula field of a record."""
    type = SCHEMA.type_named(type_name)
    field = type.field(name)
    assert field is not None
    return formula(type, field)[0](record)


def test_arithmetic_follows_precedence() -> None:
    """``Quantity * UnitPrice * (1 - Discount / 100)``, nulls as zero."""
    line = {"Quantity": 3.0, "UnitPrice": 10.0, "Discount": 10.0}
    assert evaluated("OpportunityLineItem", "TotalPrice", line) == 27.0
    assert evaluated("OpportunityLineItem", "TotalPrice", line | {"Discount": None}) == 30.0


@pytest.mark.parametrize(("amount", "probability"), [(None, 10.0), (100.0, None)])
def test_a_null_makes_the_result_null(amount: float | None, probability: float | None) -> None:
    """Unless the formula takes nulls as zero."""
    record = {"Amount": amount, "Probability": probability}
    assert evaluated("Opportunity", "ExpectedRevenue", record) is None


def test_a_division_by_zero_is_null() -> None:
    """The vendor shows an error value; records hold null."""
    assert evaluated("OpportunityLineItem", "UnitPrice", {"TotalPrice": 5.0, "Quantity": 0.0}) is None


def test_dates_are_added_to() -> None:
    """Months and days of dates, minutes of datetimes."""
    contract = {"StartDate": "2026-01-31", "ContractTerm": 1}
    assert evaluated("Contract", "EndDate", contract) == "2026-02-27"
    event = {"StartDateTime": "2026-01-01T23:30:00.000+0000", "DurationInMinutes": 60}
    assert evaluated("Event", "EndDateTime", event) == "2026-01-02T00:30:00.000+0000"
    assert evaluated("Event", "ActivityDate", {"ActivityDateTime": "2026-01-02T00:30:00.000+0000"}) == "2026-01-02"


def test_every_formula_of_the_org_is_read() -> None:
    """None ends early or names an unknown field."""
    for type in SCHEMA.types:
        for field in type.fields:
            if field.derived is not None and field.derived["kind"] == "formula":
                assert formula(type, field)[1]
