"""Finding records."""

from __future__ import annotations

import pytest

from .tenant import Tenant, error_of

BY_PATH = [
    ("xyz", 404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: xyz"),
    ("0035g00000Zzzzz", 404, "NOT_FOUND", "The requested resource does not exist"),
    ("0015g00000K0000AAB", 404, "NOT_FOUND", "The requested resource does not exist"),
]


@pytest.mark.parametrize(("record_id", "status", "code", "message"), BY_PATH)
def test_what_is_not_there_is_not_found(tenant: Tenant, record_id: str, status: int, code: str, message: str) -> None:
    """No id, no such record, another object's id."""
    response = tenant.call("GET", f"sobjects/Contact/{record_id}")
    assert (response.status, *error_of(response)) == (status, code, message)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_deleted_record_says_so(tenant: Tenant, method: str) -> None:
    """404 with empty fields."""
    account = tenant.create("Account", Name="Acme")
    tenant.delete("Account", account)
    response = tenant.call(method, f"sobjects/Account/{account}", {"Name": "B"} if method == "PATCH" else None)
    assert response.status == 404
    assert response.json() == [{"message": "entity is deleted", "errorCode": "ENTITY_IS_DELETED", "fields": []}]


def test_external_ids_are_compared_without_case(tenant: Tenant) -> None:
    """Also when they come as numbers."""
    tenant.create("Account", Name="Acme", External_Id__c="Ab-1")
    tenant.create("Account", Name="Seven", External_Id__c="7")
    assert tenant.get("sobjects/Account/External_Id__c/AB-1")["Name"] == "Acme"
    case = {"LastName": "L", "Account": {"External_Id__c": 7}}
    contact = tenant.create("Contact", **case)
    assert tenant.rows(f"SELECT Account.Name FROM Contact WHERE Id = '{contact}'") == [{"Account": {"Name": "Seven"}}]
