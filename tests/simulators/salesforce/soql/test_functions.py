"""Functions."""

from __future__ import annotations

from datetime import date

import pytest

from simulators.salesforce.soql.functions import AGGREGATES, DATE_PARTS, OF_DATETIME

from ..tenant import Tenant


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CALENDAR_QUARTER", 2),
        ("CALENDAR_MONTH", 5),
        ("FISCAL_YEAR", 2026),
        ("DAY_IN_MONTH", 17),
        ("DAY_IN_WEEK", 1),
        ("DAY_IN_YEAR", 137),
        ("WEEK_IN_MONTH", 3),
        ("WEEK_IN_YEAR", 20),
    ],
)
def test_parts_of_a_day(name: str, expected: int) -> None:
    """Sunday is the first day of the week."""
    assert DATE_PARTS[name](date(2026, 5, 17)) == expected
    assert OF_DATETIME["HOUR_IN_DAY"][1]("2026-05-17T21:00:00.000+0000") == 21


def test_aggregates_of_nothing() -> None:
    """Counts are zero, the rest null."""
    assert {name: aggregate([]) for name, aggregate in AGGREGATES.items()} == {
        "COUNT": 0,
        "COUNT_DISTINCT": 0,
        "SUM": None,
        "AVG": None,
        "MIN": None,
        "MAX": None,
    }


def test_labels_stand_in_for_values(tenant: Tenant) -> None:
    """Under the field's name, or an alias; in conditions too."""
    tenant.create("EmailMessage", Subject="S", Status="1")
    assert tenant.rows("SELECT toLabel(Status) FROM EmailMessage") == [{"Status": "Read"}]
    assert tenant.rows("SELECT Status, toLabel(Status) l FROM EmailMessage WHERE toLabel(Status) = 'read'") == [
        {"Status": "1", "l": "Read"}
    ]


@pytest.mark.parametrize(
    "expression",
    ["FORMAT(Amount)", "convertCurrency(Amount)", "toLabel(Account.Type)", "DISTANCE(Name, Name)"],
)
def test_unbuilt_functions_are_said(tenant: Tenant, expression: str) -> None:
    """501."""
    response = tenant.call("GET", f"query?q=SELECT+{expression}+FROM+Opportunity".replace(" ", "+"))
    assert (response.status, response.json()[0]["errorCode"]) == (501, "NOT_SIMULATED")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT FOO(Name) FROM Account",
        "SELECT CALENDAR_YEAR(Name) FROM Account GROUP BY CALENDAR_YEAR(Name)",
        "SELECT HOUR_IN_DAY(Birthdate) FROM Contact GROUP BY HOUR_IN_DAY(Birthdate)",
        "SELECT SUM(Name) FROM Account",
        "SELECT MAX(Description) FROM Account",
        "SELECT AVG() FROM Account",
        "SELECT Id FROM Account WHERE COUNT(Id) > 1",
        "SELECT toLabel(Name, Type) FROM Account",
    ],
)
def test_functions_need_the_right_fields(tenant: Tenant, query: str) -> None:
    """Unknown ones are refused too."""
    assert tenant.refused(query)[0] in ("MALFORMED_QUERY", "INVALID_FIELD")
