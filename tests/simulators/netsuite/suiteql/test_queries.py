"""The query resource."""

from __future__ import annotations

import pytest

from simulators.netsuite.suiteql.queries import text_of

from ..tenant import SUITEQL, Tenant, error_of

JOINED = """
    SELECT t.tranid, BUILTIN.DF(t.entity) AS Supplier, c.symbol, t.foreigntotal, t.memo, BUILTIN.DF(t.status) AS st
    FROM transaction t INNER JOIN currency c ON c.id = t.currency
    WHERE t.type = 'PurchOrd' AND UPPER(t.tranid) LIKE 'PO-%' ORDER BY t.tranid
"""


def test_columns_are_lower_case_values_are_texts_and_nulls_are_left_out(tenant: Tenant) -> None:
    """Whatever the query calls them."""
    assert tenant.rows(JOINED) == [
        {"tranid": "PO-7", "supplier": "Acmé GmbH", "symbol": "EUR", "foreigntotal": "1234.5", "st": "Pending Bill"},
        {"tranid": "PO-8", "supplier": "Zeta Ltd", "symbol": "USD", "foreigntotal": "10", "st": "Pending Bill"},
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("SELECT COUNT(*) AS n, SUM(foreigntotal) AS s FROM transaction", {"n": "2", "s": "1244.5"}),
        ("SELECT NVL(memo, '-') AS m, NVL2(memo, 1, 2) AS k FROM transaction WHERE id = '1000'", {"m": "-", "k": "2"}),
        ("SELECT DECODE(symbol, 'EUR', 'Euro', 'other') AS d FROM currency WHERE id = 2", {"d": "Euro"}),
        ("SELECT isbasecurrency FROM currency WHERE isbasecurrency = 'T'", {"isbasecurrency": "T"}),
        ("SELECT name || '/' || symbol AS n FROM currency WHERE symbol = 'EUR'", {"n": "Euro/EUR"}),
        ("SELECT ROUND(1 / 3, 2) AS r, TO_NUMBER('7') AS n FROM term WHERE id = 1", {"r": "0.33", "n": "7"}),
        ("SELECT TRUNC(exchangerate) AS t FROM currency WHERE symbol = 'EUR'", {"t": "1"}),
        ("SELECT e.entityid FROM entity e WHERE e.type = 'Vendor' AND e.entityid LIKE 'Z%'", {"entityid": "Zeta Ltd"}),
        ("SELECT itemtype FROM item FETCH FIRST 1 ROWS ONLY", {"itemtype": "NonInvtPart"}),
        ("WITH x AS (SELECT id FROM term) SELECT COUNT(*) AS n FROM x", {"n": "4"}),
        ("SELECT MAX(id) AS m FROM (SELECT id FROM term UNION ALL SELECT id FROM account)", {"m": "5"}),
        ("SELECT CASE WHEN EXISTS (SELECT 1 FROM vendor) THEN 'y' END AS e FROM term WHERE id = 1", {"e": "y"}),
    ],
)
def test_the_sql_of_the_vendor_is_understood(tenant: Tenant, text: str, row: dict[str, str]) -> None:
    """Aggregates, NVL, DECODE, joins, subqueries, WITH, UNION, FETCH."""
    assert tenant.rows(text) == [row]


def test_text_is_compared_with_regard_to_case(tenant: Tenant) -> None:
    """As Oracle does, LIKE included."""
    assert tenant.rows("SELECT id FROM transaction WHERE tranid = 'po-7' OR tranid LIKE 'po%'") == []


def test_all_columns_are_told_by_a_star(tenant: Tenant) -> None:
    """The table's own, and nothing of ours."""
    assert sorted(tenant.rows("SELECT * FROM term WHERE id = 1")[0]) == ["daysuntilnetdue", "id", "isinactive", "name"]


def test_rows_come_in_pages(tenant: Tenant) -> None:
    """With the total and links."""
    page = tenant.query("SELECT id FROM currency ORDER BY id", f"{SUITEQL}?limit=3&offset=6")
    assert [row["id"] for row in page["items"]] == ["7", "8"]
    assert (page["count"], page["totalResults"], page["hasMore"], page["offset"]) == (2, 8, False, 6)
    assert [link["rel"] for link in page["links"]] == ["self", "first", "prev"]


@pytest.mark.parametrize("prefer", [None, "respond-async", ""])
def test_the_answer_must_be_wanted_transient(tenant: Tenant, prefer: str | None) -> None:
    """The header is named."""
    headers = {} if prefer is None else {"prefer": prefer}
    refused = tenant.json("POST", SUITEQL, {"q": "SELECT id FROM term"}, **headers)
    assert error_of(refused)[:2] == (400, "INVALID_HEADER")
    assert refused.json()["o:errorDetails"][0]["o:errorHeader"] == "Prefer"


@pytest.mark.parametrize("body", [{}, {"q": ""}, {"q": 7}, {"q": "x" * 100_001}])
def test_a_body_without_a_query_is_refused(tenant: Tenant, body: dict[str, object]) -> None:
    """The field is named."""
    refused = tenant.json("POST", SUITEQL, body, prefer="transient")
    assert error_of(refused)[:2] == (400, "INVALID_CONTENT")


def test_what_is_not_simulated_answers_501(tenant: Tenant) -> None:
    """And says which function it is."""
    refused = tenant.json("POST", SUITEQL, {"q": "SELECT SOUNDEX(name) FROM term"}, prefer="transient")
    assert (refused.status, "SOUNDEX" in error_of(refused)[2]) == (501, True)


@pytest.mark.parametrize(
    ("value", "text"),
    [(7, "7"), (7.0, "7"), (7.25, "7.25"), (0.1, "0.1"), ("x", "x"), ("\x012026-01-31T10:00:00", "1/31/2026")],
)
def test_every_value_is_a_text(value: object, text: str) -> None:
    """Whole numbers without a point, dates as the account writes them."""
    assert text_of(value) == text
