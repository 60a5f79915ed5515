"""Record trees."""

from __future__ import annotations

from typing import Any

import pytest

from ..tenant import Tenant, error_of


def node(type: str, name: str, children: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """Return a record of a tree."""
    below = {key: {"records": records} for key, records in (children or {}).items()}
    return {"attributes": {"type": type, "referenceId": name}, **values, **below}


def test_children_come_with_their_parents(tenant: Tenant) -> None:
    """201 with the ids by referenceId."""
    contacts = [
        node("Contact", "c1", LastName="L"),
        node("Contact", "c2", {"Cases": [node("Case", "k", Subject="S")]}, LastName="M"),
    ]
    response = tenant.call(
        "POST",
        "composite/tree/Account",
        {"records": [node("Account", "a", {"Contacts": contacts}, Name="A")]},
    )
    results = response.json()["results"]
    assert (response.status, response.json()["hasErrors"], [each["referenceId"] for each in results]) == (
        201,
        False,
        ["a", "c1", "c2", "k"],
    )
    assert tenant.rows("SELECT Contact.LastName, Account.Name FROM Case") == [
        {"Contact": {"LastName": "M"}, "Account": {"Name": "A"}}
    ]


def test_one_fault_undoes_all(tenant: Tenant) -> None:
    """400 with the records at fault alone."""
    tree = [node("Account", "a", {"Contacts": [node("Contact", "c")]}, Name="A"), node("Account", "b")]
    response = tenant.call("POST", "composite/tree/Account", {"records": tree})
    content = response.json()
    assert (response.status, content["hasErrors"]) == (400, True)
    assert [(each["referenceId"], each["errors"][0]["statusCode"]) for each in content["results"]] == [
        ("c", "REQUIRED_FIELD_MISSING"),
        ("b", "REQUIRED_FIELD_MISSING"),
    ]
    assert tenant.effects == []


def _deep(levels: int) -> dict[str, Any]:
    children = {"ChildAccounts": [_deep(levels - 1)]} if levels > 1 else None
    return node("Account", f"a{levels}", children, Name="A")


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([_deep(6)], "LIMIT_EXCEEDED"),
        ([node("Account", f"a{number}", Name="A") for number in range(201)], "LIMIT_EXCEEDED"),
        ([node("Account", "a", Name="A"), node("Account", "a", Name="B")], "INVALID_INPUT"),
        ([node("Contact", "c", LastName="L")], "INVALID_INPUT"),
        ([{"Name": "A"}], "JSON_PARSER_ERROR"),
        ([5], "JSON_PARSER_ERROR"),
    ],
)
def test_shapes_are_checked(tenant: Tenant, records: list[Any], code: str) -> None:
    """Five levels, 200 records, unique names, the object of the path."""
    response = tenant.call("POST", "composite/tree/Account", {"records": records})
    assert (response.status, error_of(response)[0]) == (400, code)
    assert tenant.effects == []


def test_types_are_counted(tenant: Tenant) -> None:
    """Five at most."""
    children = {
        "Contacts": [node("Contact", "1", LastName="L")],
        "Opportunities": [node("Opportunity", "2", Name="O", StageName="Prospecting", CloseDate="2026-01-01")],
        "Assets": [node("Asset", "3", Name="A")],
        "Notes": [node("Note", "4", Title="T")],
        "Tasks": [node("Task", "5")],
    }
    response = tenant.call("POST", "composite/tree/Account", {"records": [node("Account", "a", children, Name="A")]})
    assert error_of(response) == ("LIMIT_EXCEEDED", "The request can't contain more than 5 types of records")
