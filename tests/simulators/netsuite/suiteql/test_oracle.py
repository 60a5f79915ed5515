"""What Oracle's SQL means and SQLite takes for something else."""

from __future__ import annotations

import pytest

from ..tenant import Tenant


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("tranid || memo || '!'", "PO-7!"),
        ("CONCAT(tranid, memo)", "PO-7"),
        ("memo || 1", "1"),
        ("TO_NUMBER('7.50')", "7.5"),
        ("TO_NUMBER(memo)", None),
        ("7 / 2", "3.5"),
    ],
)
def test_nulls_and_numbers_are_oracle_s(tenant: Tenant, expression: str, value: str | None) -> None:
    """A null joined to a text is an empty one, and division is exact."""
    row = tenant.rows(f"SELECT {expression} AS x FROM transaction WHERE id = 1000")[0]
    assert row.get("x") == value


def test_a_text_that_is_no_number_is_an_error(tenant: Tenant) -> None:
    """Not zero."""
    assert "Search error" in tenant.refused("SELECT TO_NUMBER(tranid) FROM transaction")


def test_nulls_come_last(tenant: Tenant) -> None:
    """In ascending order."""
    tenant.call("PATCH", "purchaseOrder/1001", {"memo": "x"})
    assert [row["id"] for row in tenant.rows("SELECT id FROM transaction ORDER BY memo")] == ["1001", "1000"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT entity, COUNT(*) FROM transaction",
        "SELECT entity, type, COUNT(*) FROM transaction GROUP BY entity",
        "SELECT UPPER(tranid) FROM transaction GROUP BY entity",
        "SELECT id FROM (SELECT entity AS id, MAX(foreigntotal) AS m FROM transaction)",
    ],
)
def test_a_column_beside_aggregates_must_be_grouped_by(tenant: Tenant, text: str) -> None:
    """SQLite would pick a row."""
    assert "not a GROUP BY expression" in tenant.refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT entity, COUNT(*) FROM transaction GROUP BY entity",
        "SELECT UPPER(type), SUM(foreigntotal) + 1 FROM transaction GROUP BY UPPER(type)",
        "SELECT UPPER(type), 'x' FROM transaction GROUP BY type HAVING COUNT(*) > 1",
        "SELECT id, COUNT(*) OVER () FROM transaction",
        "SELECT id, (SELECT COUNT(*) FROM vendor) AS n FROM transaction",
        "SELECT BUILTIN.DF(entity), MAX(trandate) FROM transaction GROUP BY BUILTIN.DF(entity)",
        "SELECT TO_CHAR(trandate, 'YYYY'), COUNT(*) FROM transaction GROUP BY TO_CHAR(trandate, 'YYYY')",
    ],
)
def test_what_is_grouped_by_may_be_told(tenant: Tenant, text: str) -> None:
    """Itself, in an expression, and beside windows and queries of their own."""
    assert tenant.rows(text)
