"""The search resources."""

from __future__ import annotations

from typing import Any

import pytest

from ..tenant import Tenant, error_of


@pytest.fixture(scope="module")
def tenant() -> Tenant:
    """An org with an account and two contacts in the index."""
    tenant = Tenant()
    account = tenant.create("Account", Name="Okafor Shipping")
    for name in ("Ada", "Ben"):
        tenant.create("Contact", LastName="Okafor", FirstName=name, AccountId=account)
    tenant.advance(10)
    return tenant


def names(answer: Any) -> list[Any]:
    """Return the names found."""
    return [record.get("Name") for record in answer["searchRecords"]]


def test_older_versions_answer_a_bare_array(tenant: Tenant) -> None:
    """Before 37.0; the contract describes the newest version."""
    old = tenant.send("GET", "/services/data/v36.0/search?q=FIND%20%7BOkafor%7D", checked=False).json()
    assert isinstance(old, list)
    assert len(old) == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=okafor&sobject=Contact&Contact.fields=Id,Name", ["Ada Okafor", "Ben Okafor"]),
        ("q=okafor&sobject=Contact&fields=Name&Contact.where=FirstName%20=%20'Ben'", ["Ben Okafor"]),
        (
            "q=okafor&sobject=Account&sobject=Contact&fields=Name&Contact.limit=1&Contact.orderBy=Name%20DESC",
            ["Okafor Shipping", "Ben Okafor"],
        ),
        ("q=okafor&sobject=Contact&fields=Name&defaultLimit=1", ["Ada Okafor"]),
        ("q=okafor&overallLimit=2", [None, None]),
        ("q=okafor&in=EMAIL", []),
    ],
)
def test_parameters_stand_for_clauses(tenant: Tenant, query: str, expected: list[Any]) -> None:
    """In the query string."""
    assert names(tenant.get(f"parameterizedSearch?{query}")) == expected


def test_parameters_may_come_in_the_body(tenant: Tenant) -> None:
    """With the same names."""
    body = {
        "q": "okafor",
        "sobjects": [{"name": "Contact", "fields": ["Name"], "where": "FirstName = 'Ada'", "limit": 5}],
        "in": "NAME",
    }
    assert names(tenant.call("POST", "parameterizedSearch", body).json()) == ["Ada Okafor"]
    common = {"q": "okafor", "fields": ["Name"], "sobjects": [{"name": "Account"}], "overallLimit": 1}
    assert names(tenant.call("POST", "parameterizedSearch", common).json()) == ["Okafor Shipping"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "search", None),
        ("GET", "parameterizedSearch", None),
        ("GET", "parameterizedSearch?q=okafor&in=SOME", None),
        ("GET", "parameterizedSearch?q=okafor&overallLimit=0", None),
        ("GET", "parameterizedSearch?q=okafor&sobject=Contact(Id),Lead", None),
        ("POST", "parameterizedSearch", {"q": "okafor", "sobjects": ["Contact"]}),
        ("POST", "parameterizedSearch", {"q": "okafor", "fields": "Name"}),
        ("POST", "parameterizedSearch", {"q": 5}),
    ],
)
def test_faulty_parameters_are_refused(tenant: Tenant, method: str, path: str, body: Any) -> None:
    """400 in the vendor's array."""
    response = tenant.call(method, path, body)
    assert response.status == 400
    assert error_of(response)[0] in (
        "MALFORMED_SEARCH",
        "JSON_PARSER_ERROR",
        "INVALID_TYPE",
    )
