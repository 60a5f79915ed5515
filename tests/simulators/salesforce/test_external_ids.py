"""Records by external id, relationships, binary fields."""

from __future__ import annotations

import base64

import pytest

from .tenant import Tenant, error_of


def test_an_upsert_creates_and_changes(tenant: Tenant) -> None:
    """201 with the value of the path, then 200; the field itself may not be in the body."""
    created = tenant.call("PATCH", "sobjects/Contact/External_Id__c/C%2F1", {"LastName": "One"})
    record_id = created.json()["id"]
    assert (created.status, created.json()["created"]) == (201, True)
    assert created.header("Location") == f"/services/data/v68.0/sobjects/Contact/{record_id}"
    changed = tenant.call("PATCH", "sobjects/Contact/External_Id__c/C%2F1", {"LastName": "Two"})
    assert changed.status == 200
    assert changed.json() == {"id": record_id, "success": True, "errors": [], "created": False}
    record = tenant.read("Contact", record_id)
    assert (record["LastName"], record["External_Id__c"]) == ("Two", "C/1")
    refused = tenant.call("PATCH", "sobjects/Contact/External_Id__c/C-1", {"External_Id__c": "C-2"})
    assert error_of(refused) == (
        "INVALID_FIELD",
        "The External_Id__c field should not be specified in the sobject data.",
    )


def test_older_versions_answer_an_update_without_a_body(tenant: Tenant) -> None:
    """Before 46.0."""
    headers = {"content-type": "application/json"}
    path = "/services/data/v45.0/sobjects/Contact/External_Id__c/C-1"
    statuses = [tenant.send("PATCH", path, b'{"LastName":"L"}', headers=headers).status for _ in range(2)]
    assert statuses == [201, 204]


def test_update_only_refuses_to_create(tenant: Tenant) -> None:
    """And so does the id itself."""
    response = tenant.call("PATCH", "sobjects/Contact/External_Id__c/C-1?updateOnly=true", {"LastName": "L"})
    assert response.status == 404
    contact = tenant.create("Contact", LastName="L")
    assert tenant.call("PATCH", f"sobjects/Contact/Id/{contact}", {"LastName": "M"}).status == 200
    assert tenant.call("PATCH", "sobjects/Contact/Id/0035g00000Zzzzz", {"LastName": "M"}).status == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_ambiguity_changes_nothing(tenant: Tenant, method: str) -> None:
    """300 with the paths of the records."""
    ids = [tenant.create("Contact", LastName=name, Legacy_Id__c="L") for name in ("A", "B")]
    tenant.effects.clear()
    body = {"LastName": "C"} if method == "PATCH" else None
    response = tenant.call(method, "sobjects/Contact/Legacy_Id__c/l", body)
    paths = [f"/services/data/v68.0/sobjects/Contact/{record_id}" for record_id in ids]
    assert (response.status, response.json()) == (300, paths)
    assert tenant.effects == []


def test_a_field_that_identifies_nothing_is_not_found(tenant: Tenant) -> None:
    """Title is no external id; Foo is no field; a lookup field like Email will do."""
    for name in ("Title", "Foo"):
        response = tenant.call("PATCH", f"sobjects/Contact/{name}/x", {"LastName": "L"})
        text = f"Provided external ID field does not exist or is not accessible: {name}"
        assert (response.status, *error_of(response)) == (404, "NOT_FOUND", text)
    tenant.create("Contact", LastName="L", Email="ada@example.com")
    assert tenant.get("sobjects/Contact/Email/ADA@example.com?fields=LastName")["LastName"] == "L"


def test_a_record_is_deleted_by_external_id(tenant: Tenant) -> None:
    """A second time it is not found."""
    tenant.create("Account", Name="A", External_Id__c="A-1")
    statuses = [tenant.call("DELETE", "sobjects/Account/External_Id__c/A-1").status for _ in range(2)]
    assert statuses == [204, 404]


def test_relationships_are_followed(tenant: Tenant) -> None:
    """To the parent, to nothing, to the children."""
    account = tenant.create("Account", Name="Acme")
    contact = tenant.create("Contact", LastName="L", AccountId=account)
    assert tenant.get(f"sobjects/Contact/{contact}/Account")["Name"] == "Acme"
    assert tenant.call("GET", f"sobjects/Contact/{contact}/ReportsTo").status == 204
    children = tenant.get(f"sobjects/Account/{account}/contacts?fields=LastName")
    assert (children["totalSize"], children["records"][0]["LastName"]) == (1, "L")
    assert tenant.call("GET", f"sobjects/Account/{account}/Nothing").status == 404


def test_binary_fields_are_read_as_bytes(tenant: Tenant) -> None:
    """With the content type of the record."""
    account = tenant.create("Account", Name="Acme")
    body = base64.b64encode(b"\x00\xff").decode()
    attachment = tenant.create("Attachment", Name="a", ParentId=account, Body=body, ContentType="image/x-two-bytes")
    response = tenant.call("GET", f"sobjects/Attachment/{attachment}/Body")
    assert (response.body, response.header("Content-Type")) == (b"\x00\xff", "image/x-two-bytes")
