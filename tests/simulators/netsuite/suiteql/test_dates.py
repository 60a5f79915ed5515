"""Dates in queries."""

from __future__ import annotations

import pytest

from ..tenant import Tenant


@pytest.mark.parametrize(
    "condition",
    [
        "trandate = '1/5/2026'",
        "trandate = '2026-01-05'",
        "trandate >= TO_DATE('2026-01-05', 'YYYY-MM-DD') AND trandate < TO_DATE('01/06/2026', 'MM/DD/YYYY')",
        "trandate BETWEEN '1/1/2026' AND '1/31/2026'",
        "trandate IN ('1/5/2026', '1/6/2026')",
        "TRUNC(lastmodifieddate) = TO_DATE('1/5/2026')",
        "lastmodifieddate > '1/5/2026'",
        "trandate > SYSDATE - 1",
        "trandate + 1 > SYSDATE",
        "SYSDATE - trandate < 1",
        "trandate <= ADD_MONTHS(SYSDATE, -0)",
        "LAST_DAY(trandate) = '1/31/2026'",
        "TRUNC(trandate, 'MONTH') = '1/1/2026' AND TRUNC(trandate, 'YYYY') = '1/1/2026'",
        "EXTRACT(YEAR FROM trandate) = 2026 AND EXTRACT(MONTH FROM trandate) = 1",
        "TO_CHAR(trandate, 'DD.MM.YYYY') = '05.01.2026'",
        "NVL(duedate, trandate) = '1/5/2026'",
        "trandate = (SELECT MAX(trandate) FROM transaction)",
    ],
)
def test_dates_are_compared_as_dates(tenant: Tenant, condition: str) -> None:
    """However they are written or made; both orders are of this day."""
    assert len(tenant.rows(f"SELECT id FROM transaction WHERE {condition}")) == 2


@pytest.mark.parametrize(
    "condition",
    ["trandate > '1/5/2026'", "trandate - 1 = '1/5/2026'", "lastmodifieddate < '1/5/2026'", "duedate IS NOT NULL"],
)
def test_other_dates_are_other_dates(tenant: Tenant, condition: str) -> None:
    """Nothing is found."""
    assert tenant.rows(f"SELECT id FROM transaction WHERE {condition}") == []


def test_dates_are_told_as_the_account_writes_them(tenant: Tenant) -> None:
    """Also those that were worked out; a text that looks like a date stays as it is."""
    tenant.vendor(comments="2026-01-31", entityId="V")
    row = tenant.rows(
        "SELECT trandate, trandate + 30 AS later, ADD_MONTHS(trandate, 1) AS month, MAX(trandate) OVER () AS most, "
        "lastmodifieddate, TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS at FROM transaction WHERE id = 1000"
    )[0]
    assert row == {
        "trandate": "1/5/2026",
        "later": "2/4/2026",
        "month": "2/5/2026",
        "most": "1/5/2026",
        "lastmodifieddate": "1/5/2026",
        "at": "2026-01-05 09:00:00",
    }
    assert tenant.rows("SELECT comments FROM vendor WHERE entityid = 'V'") == [{"comments": "2026-01-31"}]


def test_a_subquery_keeps_dates_dates(tenant: Tenant) -> None:
    """Their type is known wherever they are passed on."""
    text = "SELECT d FROM (SELECT trandate AS d FROM transaction) WHERE d >= '1/5/2026' AND d < '10/1/2026'"
    assert len(tenant.rows(text)) == 2


def test_what_is_no_date_is_refused(tenant: Tenant) -> None:
    """Instead of being compared as text."""
    assert "Search error" in tenant.refused("SELECT id FROM transaction WHERE trandate = 'yesterday'")
