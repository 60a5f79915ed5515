"""What SELECT shows."""

from __future__ import annotations

import pytest

from ..tenant import Tenant


@pytest.fixture
def tenant() -> Tenant:
    """An org with an account of two contacts, and one without."""
    tenant = Tenant()
    account = tenant.create("Account", Name="Acme", BillingCity="Kyiv")
    for name in ("B", "A"):
        tenant.create("Contact", LastName=name, AccountId=account)
    tenant.create("Account", Name="Empty")
    return tenant


def test_rows_have_attributes_and_the_order_of_select(tenant: Tenant) -> None:
    """A parent stands where it is named first; a missing one is null."""
    row = tenant.query("SELECT Account.Name, LastName, Account.BillingCity FROM Contact WHERE LastName = 'A'")[
        "records"
    ][0]
    assert list(row) == ["attributes", "Account", "LastName"]
    assert list(row["Account"]) == ["attributes", "Name", "BillingCity"]
    assert row["Account"]["attributes"]["type"] == "Account"


def test_child_rows_are_results_of_their_own(tenant: Tenant) -> None:
    """With conditions, order and limit; null where there are none."""
    rows = tenant.query("SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName LIMIT 1) FROM Account")[
        "records"
    ]
    children = rows[0]["Contacts"]
    assert (children["totalSize"], children["done"], children["records"][0]["LastName"]) == (1, True, "A")
    assert rows[1]["Contacts"] is None
    alone = tenant.rows(
        "SELECT (SELECT Id FROM Account.Contacts WHERE LastName = 'B') FROM Account WHERE Name = 'acme'"
    )
    assert alone[0]["Contacts"]["totalSize"] == 1


def test_compounds_are_objects(tenant: Tenant) -> None:
    """Not only their parts."""
    assert tenant.rows("SELECT BillingAddress FROM Account")[0]["BillingAddress"]["city"] == "Kyiv"


@pytest.mark.parametrize(
    ("group", "includes", "excludes"),
    [("ALL", "SLA__c", None), ("STANDARD", "Name", "SLA__c"), ("CUSTOM", "SLA__c", "Name")],
)
def test_groups_of_fields_are_selected(tenant: Tenant, group: str, includes: str, excludes: str | None) -> None:
    """With a limit."""
    row = tenant.rows(f"SELECT FIELDS({group}) FROM Account LIMIT 200")[0]
    assert includes in row
    assert excludes not in row


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT Id, Name, id FROM Account", "duplicate field selected: Id"),
        ("SELECT Id, FIELDS(STANDARD) FROM Account", "duplicate field selected: Id"),
        ("SELECT Account.Name, account.NAME FROM Contact", "duplicate field selected: Account.Name"),
        (
            "SELECT (SELECT Id FROM Contacts), (SELECT Id FROM Contacts) FROM Account",
            "duplicate relationship selected",
        ),
        ("SELECT FIELDS(ALL) FROM Account", "The SOQL FIELDS function must have a LIMIT of at most 200"),
        (
            "SELECT FIELDS(CUSTOM) FROM Account LIMIT 201",
            "The SOQL FIELDS function must have a LIMIT of at most 200",
        ),
        ("SELECT Name n FROM Account", "only aggregate expressions use field aliasing"),
        (
            "SELECT (SELECT COUNT() FROM Contacts) FROM Account",
            "aggregate functions are not supported in subqueries",
        ),
    ],
)
def test_what_cannot_be_selected_is_refused(tenant: Tenant, query: str, message: str) -> None:
    """Duplicates, groups without a limit, aliases."""
    assert message in tenant.refused(query)[1]
