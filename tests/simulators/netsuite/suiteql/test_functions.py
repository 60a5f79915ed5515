"""Functions that SQLite does not have."""

from __future__ import annotations

import pytest

from simulators.netsuite.suiteql import functions
from simulators.netsuite.suiteql.tables import DATE_MARK

from ..tenant import Tenant

DAY = f"{DATE_MARK}2026-01-31"
MOMENT = f"{DATE_MARK}2026-01-31T10:30:00"


def test_texts_become_dates() -> None:
    """By format, or as the account writes them; a date stays one, nothing stays nothing."""
    assert functions.to_date("1/31/2026", None) == DAY
    assert functions.to_date("31.01.2026", "%d.%m.%Y") == DAY
    assert functions.to_date("2026-01-31 10:30", "%Y-%m-%d %H:%M") == MOMENT
    assert (functions.to_date(DAY, None), functions.to_date(None, None)) == (DAY, None)
    with pytest.raises(functions.WrongValue):
        functions.to_date("31/31/2026", None)


def test_dates_and_numbers_become_texts() -> None:
    """A date in Oracle's notation."""
    assert functions.to_char(MOMENT, "YYYY/MM/DD HH24:MI") == "2026/01/31 10:30"
    assert functions.to_char(DAY, None) == "01/31/2026"
    assert [functions.to_char(value, None) for value in (7, 7.5, 7.0, "x", None)] == ["7", "7.5", "7", "x", None]


def test_dates_are_counted_with() -> None:
    """Days, months with their last day, beginnings and ends."""
    assert functions.plus_days(DAY, 1) == f"{DATE_MARK}2026-02-01"
    assert functions.plus_days(DAY, 0.5) == f"{DATE_MARK}2026-01-31T12:00:00"
    assert functions.days_between(MOMENT, DAY) == pytest.approx(0.4375)
    assert functions.add_months(DAY, 1) == f"{DATE_MARK}2026-02-28"
    assert functions.add_months(MOMENT, -13) == f"{DATE_MARK}2024-12-31T10:30:00"
    assert functions.truncated(MOMENT, "MM") == f"{DATE_MARK}2026-01-01"
    assert functions.last_day(f"{DATE_MARK}2024-02-05") == f"{DATE_MARK}2024-02-29"
    assert (functions.part("YEAR", DAY), functions.part("DAY", DAY)) == (2026, 31)


def test_nothing_stays_nothing() -> None:
    """As in SQL."""
    assert [functions.plus_days(None, 1), functions.plus_days(DAY, None), functions.days_between(DAY, None)] == [
        None
    ] * 3
    assert [functions.add_months(None, 1), functions.truncated(None, "DD"), functions.last_day(None)] == [None] * 3
    assert functions.part("DAY", None) is None


def test_a_text_is_no_date() -> None:
    """Even when it looks like one."""
    with pytest.raises(functions.WrongValue):
        functions.plus_days("2026-01-31", 1)


def test_people_see_names(tenant: Tenant) -> None:
    """Of the record that an id leads to; labels of enums; other values as they are."""
    display = functions.display_value
    vendor = tenant.vendor(companyName="Acme")
    assert display(tenant.account, "customer,vendor", int(vendor)) == "Acme"
    assert display(tenant.account, "vendor", 99999) == 99999
    assert display(tenant.account, "", "_pendingBill") == "Pending Bill"
    assert (display(tenant.account, "", 7), display(tenant.account, "vendor", None)) == (7, None)
