"""Searches over records."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from ..tenant import Tenant, error_of


@pytest.fixture(scope="module")
def tenant() -> Tenant:
    """An org with some records that the index knows."""
    tenant = Tenant()
    account = tenant.create("Account", Name="Okafor Shipping", Phone="030 1234", BillingCity="Lagos")
    tenant.create("Contact", LastName="Okafor", FirstName="Ada", Email="ada@example.com", AccountId=account)
    tenant.create("Contact", LastName="Brandt", Email="okafor@example.com", Description="okafor")
    tenant.create("Lead", LastName="Other", Company="Okafor Shipping", External_Id__c="E-77")
    tenant.advance(10)
    return tenant


def found(tenant: Tenant, sosl: str) -> list[tuple[str, Any]]:
    """Return object and name of what a search finds."""
    records = tenant.get(f"search/?q={quote(sosl)}")["searchRecords"]
    return [(record["attributes"]["type"], record.get("Name")) for record in records]


@pytest.mark.parametrize(
    ("sosl", "expected"),
    [
        (
            "FIND {okafor} IN NAME FIELDS RETURNING Contact(Name), Account(Name)",
            [("Contact", "Ada Okafor"), ("Account", "Okafor Shipping")],
        ),
        ("FIND {okafor} IN EMAIL FIELDS RETURNING Contact(Name)", [("Contact", "Brandt")]),
        (
            "FIND {okafor} IN ALL FIELDS RETURNING Contact(Name ORDER BY Name DESC)",
            [("Contact", "Brandt"), ("Contact", "Ada Okafor")],
        ),
        ("FIND {okafor} RETURNING Contact(Name WHERE Email LIKE 'ada%')", [("Contact", "Ada Okafor")]),
        (
            "FIND {okafor} RETURNING Contact(Name LIMIT 1), Lead(Name)",
            [("Contact", "Ada Okafor"), ("Lead", "Other")],
        ),
        ("FIND {okafor} RETURNING Contact(Name), Lead(Name) LIMIT 1", [("Contact", "Ada Okafor")]),
        ("FIND {1234} IN PHONE FIELDS RETURNING Account(Name)", [("Account", "Okafor Shipping")]),
        ("FIND {lagos} RETURNING Account(Name)", [("Account", "Okafor Shipping")]),
        ('FIND {"E-77"} RETURNING Lead(Name)', [("Lead", "Other")]),
        ("FIND {okafor}", [("Account", None), ("Contact", None), ("Contact", None), ("Lead", None)]),
        ("FIND {nothing} RETURNING Contact", []),
    ],
)
def test_records_are_found(tenant: Tenant, sosl: str, expected: list[tuple[str, Any]]) -> None:
    """By object in the order asked for; without RETURNING of every object, ids alone."""
    assert found(tenant, sosl) == expected


@pytest.mark.parametrize(
    ("sosl", "code"),
    [
        ("FIND {okafor} RETURNING Foo", "INVALID_TYPE"),
        ("FIND {okafor} RETURNING Profile", "INVALID_TYPE"),
        ("FIND {okafor} RETURNING Contact(Foo)", "INVALID_FIELD"),
        ("FIND {okafor} RETURNING Contact(COUNT(Id))", "MALFORMED_SEARCH"),
        ("FIND {a} RETURNING Contact", "MALFORMED_SEARCH"),
    ],
)
def test_faulty_searches_are_refused(tenant: Tenant, sosl: str, code: str) -> None:
    """400."""
    response = tenant.call("GET", f"search?q={quote(sosl)}")
    assert (response.status, error_of(response)[0]) == (400, code)


def test_each_object_has_its_own_conditions(tenant: Tenant) -> None:
    """Texts of one never count for another."""
    sosl = "FIND {okafor} RETURNING Contact(Name WHERE Email LIKE 'ada%'), Account(Name WHERE Phone = '030 1234')"
    assert found(tenant, sosl) == [("Contact", "Ada Okafor"), ("Account", "Okafor Shipping")]


def test_parents_can_be_shown(tenant: Tenant) -> None:
    """As in a query."""
    sosl = quote("FIND {ada} RETURNING Contact(Account.Name)")
    assert tenant.get(f"search?q={sosl}")["searchRecords"][0]["Account"]["Name"] == "Okafor Shipping"
