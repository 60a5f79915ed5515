"""What record types there are, and their fields."""

from __future__ import annotations

from .tenant import Tenant, error_of

CATALOG = "metadata-catalog"


def test_all_types_are_listed(tenant: Tenant) -> None:
    """Or those that are asked for."""
    names = [item["name"] for item in tenant.get(CATALOG)["items"]]
    assert {"vendorBill", "purchaseOrder", "currency"} <= set(names)
    chosen = tenant.get(f"{CATALOG}?select=vendor,CUSTOMER")["items"]
    assert [item["name"] for item in chosen] == ["vendor", "customer"]


def test_a_type_is_described_as_json_schema(tenant: Tenant) -> None:
    """With sublists, and what cannot be written."""
    response = tenant.call("GET", f"{CATALOG}/vendorBill", accept="application/schema+json")
    assert response.header("Content-Type") == "application/schema+json"
    properties = response.json()["properties"]
    assert properties["total"]["readOnly"]
    assert properties["entity"]["properties"]["id"] == {"type": "string"}
    assert "orderDoc" in properties["item"]["properties"]["items"]["items"]["properties"]


def test_types_are_described_as_openapi(tenant: Tenant) -> None:
    """One, or several in one document."""
    for path, names in ((f"{CATALOG}/term", ["term"]), (f"{CATALOG}?select=term,vendor", ["term", "vendor"])):
        response = tenant.call("GET", path, accept="application/swagger+json")
        assert response.header("Content-Type") == "application/swagger+json"
        assert list(response.json()["components"]["schemas"]) == names


def test_an_unknown_type_is_not_described(tenant: Tenant) -> None:
    """404."""
    assert error_of(tenant.call("GET", f"{CATALOG}/spaceship"))[:2] == (404, "NONEXISTENT_RECORD_TYPE")
