"""What a query may say."""

from __future__ import annotations

import pytest

from simulators.netsuite.errors import NotSimulated, Refused
from simulators.netsuite.suiteql.statement import understand

from ..tenant import Tenant


def sql(tenant: Tenant, text: str) -> str:
    """Return a query as SQLite gets it."""
    mirror = tenant.system.mirror
    return understand(text, mirror.tables, mirror.schema).tree.sql("sqlite")


def test_names_are_resolved(tenant: Tenant) -> None:
    """In any case; a bare name belongs to the table that has it."""
    assert sql(tenant, "SELECT TranId FROM Transaction") == (
        'SELECT "transaction"."tranid" AS "tranid" FROM "transaction" AS "transaction"'
    )
    joined = "SELECT symbol FROM transaction t, currency WHERE t.currency = currency.id"
    assert '"currency"."symbol"' in sql(tenant, joined)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT balance FROM customer", "Unknown identifier 'balance'"),
        ("SELECT customer.colour FROM customer", "Unknown identifier 'colour'"),
        ("SELECT id FROM spaceship", "Record 'spaceship' was not found"),
        ("SELECT id FROM sqlite_master", "was not found"),
        ("SELECT id FROM main.customer", "was not found"),
        ("DELETE FROM customer", "only one SELECT"),
        ("SELECT 1 FROM customer; SELECT 2 FROM customer", "only one SELECT"),
        ("SELEC id FROM customer", "Search error"),
        ("SELECT id FROM customer WHERE (", "Search error"),
        ("", "only one SELECT"),
    ],
)
def test_what_makes_no_sense_is_refused(tenant: Tenant, text: str, why: str) -> None:
    """With what was wrong."""
    with pytest.raises(Refused) as refused:
        sql(tenant, text)
    assert why in refused.value.details[0].text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT REGEXP_REPLACE(tranid, 'a', 'b') FROM transaction",
        "SELECT ROWNUM FROM customer",
        "SELECT id FROM customer WHERE ROWNUM <= 3 ORDER BY id",
        "SELECT id FROM customer WHERE ROWNUM <= 3 OR id = 1",
        "SELECT load_extension('x') FROM customer",
        "SELECT TRUNC(trandate, 'Q') FROM transaction",
        "SELECT EXTRACT(HOUR FROM trandate) FROM transaction",
    ],
)
def test_what_is_not_simulated_is_told(tenant: Tenant, text: str) -> None:
    """Instead of a wrong answer."""
    with pytest.raises(NotSimulated, match="SuiteQL"):
        sql(tenant, text)


def test_rownum_is_a_limit(tenant: Tenant) -> None:
    """Below or up to a number."""
    assert sql(tenant, "SELECT id FROM customer WHERE ROWNUM <= 3 AND id > 1").endswith("LIMIT 3")
    assert sql(tenant, "SELECT id FROM customer WHERE ROWNUM < 3").endswith("LIMIT 2")


def test_expressions_have_names(tenant: Tenant) -> None:
    """By their place, unless they are given one."""
    assert [*tenant.rows("SELECT id, 1 + 1, 2 AS Two, COUNT(*) OVER () FROM term WHERE id = 1")[0]] == [
        "id", "expr2", "two", "expr4"
    ]  # fmt: skip
