"""The first day of an org, and the customers of a run."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.kernel.errors import UsageError

from .tenant import Tenant

CUSTOMERS = [
    {"email": "ada@acme.example", "name": "Ada Okafor", "account": "Acme", "tier": "Gold"},
    {"email": "ben@acme.example", "name": "Ben", "account": "Acme", "tier": "Gold"},
    {"email": "solo@example.com"},
]


def test_the_first_day_is_that_of_a_new_org(tenant: Tenant) -> None:
    """Organization, profile, user, price book and queue."""
    assert tenant.rows("SELECT IsSandbox, OrganizationType FROM Organization") == [
        {"IsSandbox": False, "OrganizationType": "Enterprise Edition"}
    ]
    assert tenant.rows("SELECT Username, Profile.Name FROM User") == [
        {"Username": "integration@windtunnel.example", "Profile": {"Name": "System Administrator"}}
    ]
    assert tenant.rows("SELECT Name FROM Pricebook2 WHERE IsStandard = true") == [{"Name": "Standard Price Book"}]
    assert tenant.rows("SELECT Name FROM Group WHERE Type = 'Queue'") == [{"Name": "Support"}]


def test_customers_are_contacts_of_accounts_with_a_tier() -> None:
    """Customers of one company share its account."""
    tenant = Tenant({"customers": CUSTOMERS})
    rows = tenant.rows("SELECT Email, Name, Account.Name, Account.SLA__c FROM Contact")
    assert rows == [
        {"Email": "ada@acme.example", "Name": "Ada Okafor", "Account": {"Name": "Acme", "SLA__c": "Gold"}},
        {"Email": "ben@acme.example", "Name": "Ben", "Account": {"Name": "Acme", "SLA__c": "Gold"}},
        {
            "Email": "solo@example.com",
            "Name": "solo@example.com",
            "Account": {"Name": "solo@example.com", "SLA__c": None},
        },
    ]
    assert tenant.query("SELECT COUNT() FROM Account")["totalSize"] == 2


def test_numbers_of_records_may_be_asked_for() -> None:
    """Contacts are spread over the accounts; they can be searched at once."""
    tenant = Tenant({"accounts": 2, "contacts": 5})
    assert [row["n"] for row in tenant.rows("SELECT COUNT(Id) n FROM Contact GROUP BY AccountId")] == [3, 2]
    assert tenant.get("search?q=FIND%20%7BAcme%7D")["searchRecords"]
    assert tenant.effects == []


@pytest.mark.parametrize(
    "options",
    [
        {"contacts": -1},
        {"accounts": "many"},
        {"customers": [{"name": "x"}]},
        {"customers": [{"email": "a@b.c", "age": 3}]},
        {"customers": ["x"]},
        {"contatcs": 5},
    ],
)
def test_malformed_options_are_refused(options: dict[str, Any]) -> None:
    """With the place of the fault."""
    with pytest.raises(UsageError):
        Tenant(options)


def test_the_same_seed_makes_the_same_org() -> None:
    """Ids, tokens, everything."""
    first, second = (Tenant({"contacts": 3}, seed=7) for _ in range(2))
    assert first.system.store.snapshot() == second.system.store.snapshot()
    assert first.token != Tenant(seed=8).token
