"""One record at a time."""

from __future__ import annotations

import pytest

from .tenant import Tenant, error_of

CUSTOMER = {"companyName": "C", "subsidiary": {"id": "1"}}


def test_a_create_tells_the_id_in_location_alone(tenant: Tenant) -> None:
    """204 without a body."""
    response = tenant.call("POST", "customer", CUSTOMER)
    assert (response.status, response.body) == (204, b"")
    assert tenant.get((response.header("Location") or "").partition("/record/v1/")[2])["companyName"] == "C"


def test_an_upsert_creates_and_changes(tenant: Tenant) -> None:
    """By external id, and nothing else."""
    places = [tenant.call("PUT", "customer/eid:a%2Fb", {**CUSTOMER, "comments": text}) for text in ("one", "two")]
    assert places[0].header("Location") == places[1].header("Location")
    assert tenant.get("customer/eid:a%2Fb")["comments"] == "two"
    for identifier in ("100", "eid:"):
        assert error_of(tenant.call("PUT", f"customer/{identifier}", CUSTOMER))[1] == "INVALID_ID"
    assert error_of(tenant.call("PUT", "customer/eid:a", {**CUSTOMER, "externalId": "b"}))[1] == "INVALID_CONTENT"


def test_what_is_gone_cannot_be_used(tenant: Tenant) -> None:
    """404 for every method."""
    record = tenant.create("customer", **CUSTOMER)
    assert tenant.call("DELETE", f"customer/{record}").status == 204
    for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        assert error_of(tenant.call(method, f"customer/{record}", body))[:2] == (404, "NONEXISTENT_ID")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "currency"), ("PATCH", "term/1"), ("DELETE", "account/1"), ("PUT", "term/eid:x")]
)
def test_some_types_are_only_read(tenant: Tenant, method: str, path: str) -> None:
    """405."""
    assert error_of(tenant.call(method, path, {}))[:2] == (405, "METHOD_NOT_ALLOWED")


def test_lines_have_addresses(tenant: Tenant) -> None:
    """The sublist, expanded or not, and one line of it."""
    assert tenant.get("purchaseOrder/1000/item")["items"][0]["links"][0]["href"].endswith("/item/1")
    assert tenant.get("purchaseOrder/1000/item?expandSubResources=true")["items"][0]["amount"] == 1234.5
    assert tenant.get("purchaseOrder/1000/item/1")["quantity"] == 1.0
    for path in ("purchaseOrder/1000/colours", "purchaseOrder/1000/item/2", "purchaseOrder/1/item"):
        assert tenant.call("GET", path).status == 404


def test_custom_records_are_records() -> None:
    """Of the types that the account has."""
    tenant = Tenant({"custom_records": ["customrecord_wt"]})
    record = tenant.create("customrecord_wt", name="D1", externalId="d", custrecord_score=0.5)
    assert tenant.get("customrecord_wt/eid:d")["custrecord_score"] == 0.5
    assert tenant.ids("customrecord_wt", "name IS d1") == [record]
    assert tenant.call("DELETE", f"customrecord_wt/{record}").status == 204
    assert error_of(tenant.call("POST", "customrecord_other", {}))[1] == "NONEXISTENT_RECORD_TYPE"
