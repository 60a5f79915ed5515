"""Names in queries."""

from __future__ import annotations

import pytest

from ..tenant import Tenant

COLUMN = (
    "No such column '{}' on entity '{}'. If you are attempting to use a custom field, be sure to append the '__c' "
    "after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
)


@pytest.fixture
def tenant() -> Tenant:
    """An org with a contact of an account, and a task about both."""
    tenant = Tenant()
    account = tenant.create("Account", Name="Acme", ParentId=tenant.create("Account", Name="Holding"))
    contact = tenant.create("Contact", LastName="L", AccountId=account)
    tenant.create("Task", WhatId=account, WhoId=contact, Subject="Call")
    return tenant


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("SELECT lastname, ACCOUNT.name FROM contact", {"LastName": "L", "Account": {"Name": "Acme"}}),
        (
            "SELECT c.Name, c.Account.Parent.Name FROM Contact c",
            {"Name": "L", "Account": {"Parent": {"Name": "Holding"}}},
        ),
        ("SELECT Contact.Name FROM Contact", {"Name": "L"}),
        (
            "SELECT Account.Owner.Profile.Name FROM Contact",
            {"Account": {"Owner": {"Profile": {"Name": "System Administrator"}}}},
        ),
        (
            "SELECT What.Name, What.Type, Who.Type FROM Task",
            {"What": {"Name": "Acme", "Type": "Account"}, "Who": {"Type": "Contact"}},
        ),
        ("SELECT ReportsTo.Account.Name FROM Contact", {"ReportsTo": None}),
        ("SELECT Owner.Username FROM Task", {"Owner": {"Username": "integration@windtunnel.example"}}),
    ],
)
def test_names_are_resolved(tenant: Tenant, query: str, row: object) -> None:
    """In any case, through parents, by alias or object name, through references to several objects."""
    assert tenant.rows(query) == [row]


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("SELECT Foo FROM Contact", "INVALID_FIELD", COLUMN.format("Foo", "Contact")),
        ("SELECT Account.Foo FROM Contact", "INVALID_FIELD", COLUMN.format("Foo", "Account")),
        ("SELECT Account FROM Contact", "INVALID_FIELD", COLUMN.format("Account", "Contact")),
        ("SELECT Owner.Foo FROM Task", "INVALID_FIELD", COLUMN.format("Foo", "Name")),
        (
            "SELECT Foo.Name FROM Contact",
            "INVALID_FIELD",
            "Didn't understand relationship 'Foo' in field path.",
        ),
        ("SELECT Id FROM Foo", "INVALID_TYPE", "sObject type 'Foo' is not supported."),
        (
            "SELECT Id, (SELECT Id FROM Contact) FROM Account",
            "INVALID_FIELD",
            "Didn't understand relationship 'Contact'",
        ),
        (
            "SELECT Parent.Parent.Parent.Parent.Parent.Parent.Name FROM Account",
            "INVALID_FIELD",
            "Invalid relationship trav",
        ),
        ("SELECT Id FROM Contact WHERE Foo = 1", "INVALID_FIELD", COLUMN.format("Foo", "Contact")),
        ("SELECT Id FROM Contact ORDER BY Foo", "INVALID_FIELD", COLUMN.format("Foo", "Contact")),
    ],
)
def test_unknown_names_are_refused(tenant: Tenant, query: str, code: str, message: str) -> None:
    """In the vendor's words, after text, caret and place."""
    found = tenant.refused(query)
    place, _, text = found[1].partition("ERROR at Row:1:Column:")
    assert found[0] == code
    assert place.endswith("^\n")
    assert text.partition("\n")[2].startswith(message)
