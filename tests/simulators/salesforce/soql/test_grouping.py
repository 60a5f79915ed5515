"""GROUP BY and aggregates."""

from __future__ import annotations

from typing import Any

import pytest

from ..tenant import Tenant


@pytest.fixture(scope="module")
def tenant() -> Tenant:
    """An org with five opportunities of two accounts."""
    tenant = Tenant()
    ids = [tenant.create("Account", Name=name) for name in ("Acme", "Borealis")]
    rows = [
        (0, 10, "Prospecting"),
        (0, 30, "Closed Won"),
        (1, 5, "Prospecting"),
        (1, None, "Closed Won"),
        (None, 7, "Prospecting"),
    ]
    for account, amount, stage in rows:
        account_id = ids[account] if account is not None else None
        tenant.create(
            "Opportunity",
            Name="O",
            StageName=stage,
            CloseDate="2026-05-17",
            Amount=amount,
            AccountId=account_id,
        )
    return tenant


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT COUNT(Id) FROM Opportunity", [{"expr0": 5}]),
        (
            "SELECT COUNT(Amount) a, SUM(Amount) s, AVG(Amount) FROM Opportunity",
            [{"a": 4, "s": 52.0, "expr0": 13.0}],
        ),
        (
            "SELECT MIN(Amount), MAX(Amount), MAX(Name) FROM Opportunity WHERE Amount > 5",
            [{"expr0": 7.0, "expr1": 30.0, "expr2": "O"}],
        ),
        ("SELECT SUM(Amount) FROM Opportunity WHERE Amount > 99", [{"expr0": None}]),
        ("SELECT COUNT_DISTINCT(AccountId) n FROM Opportunity", [{"n": 2}]),
        (
            "SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName ORDER BY StageName DESC",
            [{"StageName": "Closed Won", "n": 2}, {"StageName": "Prospecting", "n": 3}],
        ),
        (
            "SELECT Account.Name, SUM(Amount) s FROM Opportunity GROUP BY Account.Name ORDER BY SUM(Amount) DESC",
            [{"Name": "Acme", "s": 40.0}, {"Name": None, "s": 7.0}, {"Name": "Borealis", "s": 5.0}],
        ),
        (
            "SELECT AccountId FROM Opportunity GROUP BY AccountId HAVING COUNT(Id) > 1 AND SUM(Amount) < 10 LIMIT 1",
            "one",
        ),
        (
            "SELECT StageName s FROM Opportunity GROUP BY StageName HAVING StageName LIKE 'closed%'",
            [{"s": "Closed Won"}],
        ),
        (
            "SELECT CALENDAR_YEAR(CloseDate) y, COUNT(Id) FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate)",
            [{"y": 2026, "expr0": 5}],
        ),
        (
            "SELECT StageName FROM Opportunity GROUP BY StageName ORDER BY COUNT(Id) DESC LIMIT 1",
            [{"StageName": "Prospecting"}],
        ),
        (
            "SELECT COUNT(Id) n FROM Opportunity GROUP BY StageName, AccountId ORDER BY n DESC LIMIT 1 OFFSET 1",
            [{"n": 1}],
        ),
        ("SELECT COUNT(Id) FROM Opportunity WHERE Name = 'none' GROUP BY StageName", []),
        ("SELECT COUNT(Id) FROM Opportunity WHERE Name = 'none'", [{"expr0": 0}]),
    ],
)
def test_rows_are_summed_up(tenant: Tenant, query: str, rows: Any) -> None:
    """Columns without an alias are expr0, expr1, or the field's own name."""
    found = tenant.rows(query)
    assert len(found) == 1 if rows == "one" else found == rows


def test_groups_are_aggregate_results(tenant: Tenant) -> None:
    """Without a url."""
    answer = tenant.query("SELECT COUNT(Id) FROM Opportunity")
    assert answer["records"][0]["attributes"] == {"type": "AggregateResult"}
    assert (answer["totalSize"], answer["done"]) == (1, True)


def test_a_bare_count_is_the_total(tenant: Tenant) -> None:
    """Without records; a limit holds."""
    assert tenant.query("SELECT COUNT() FROM Opportunity") == {"totalSize": 5, "done": True, "records": []}
    assert tenant.query("SELECT COUNT() FROM Opportunity LIMIT 2")["totalSize"] == 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT Name, COUNT(Id) FROM Opportunity", "Field must be grouped or aggregated: Name"),
        (
            "SELECT StageName, Name FROM Opportunity GROUP BY StageName",
            "Field must be grouped or aggregated: Name",
        ),
        (
            "SELECT StageName FROM Opportunity GROUP BY StageName ORDER BY Name",
            "Field must be grouped or aggregated: Name",
        ),
        (
            "SELECT COUNT(Id) FROM Opportunity GROUP BY Amount",
            "field 'Amount' can not be grouped in a query call",
        ),
        (
            "SELECT COUNT(Id) FROM Opportunity GROUP BY Description",
            "field 'Description' can not be grouped in a query call",
        ),
        ("SELECT COUNT(), Name FROM Opportunity", "COUNT() must be the only element in the SELECT list"),
        ("SELECT COUNT(Id) a, SUM(Amount) A FROM Opportunity", "duplicate alias: A"),
        ("SELECT COUNT(Id), (SELECT Id FROM Tasks) FROM Opportunity", "Field must be grouped or aggregated"),
        ("SELECT Id FROM Opportunity HAVING COUNT(Id) > 1", "HAVING is only valid with GROUP BY"),
        (
            "SELECT CALENDAR_YEAR(CloseDate) FROM Opportunity",
            "Field must be grouped or aggregated: CALENDAR_YEAR(CloseDate)",
        ),
    ],
)
def test_groups_hold_what_was_grouped(tenant: Tenant, query: str, message: str) -> None:
    """Everything else is refused."""
    code, text = tenant.refused(query)
    assert code == "MALFORMED_QUERY"
    assert text.endswith(message)
