"""Records as JSON."""

from __future__ import annotations

import pytest

from .tenant import HOST, Tenant, error_of

BASE = f"https://{HOST}/services/rest/record/v1"


def test_a_record_begins_with_its_address(tenant: Tenant) -> None:
    """Links carry the scheme and host that the caller used."""
    assert tenant.get("purchaseOrder/1000")["links"] == [{"rel": "self", "href": f"{BASE}/purchaseOrder/1000"}]
    local = tenant.send("GET", "/services/rest/record/v1/term/1", headers={"host": "localhost:1"}, scheme="http")
    assert local.json()["links"][0]["href"] == "http://localhost:1/services/rest/record/v1/term/1"


def test_references_have_the_name_of_today(tenant: Tenant) -> None:
    """And a link."""
    entity = tenant.get("purchaseOrder/1000")["entity"]
    assert entity["refName"] == "Acmé GmbH"
    tenant.call("PATCH", f"vendor/{entity['id']}", {"entityId": "New"})
    changed = tenant.get("purchaseOrder/1000")["entity"]
    assert changed == {
        "links": [{"rel": "self", "href": f"{BASE}/vendor/{entity['id']}"}],
        "id": entity["id"],
        "refName": "New",
    }


def test_sublists_are_links_unless_they_are_expanded(tenant: Tenant) -> None:
    """With counts and a link for each line."""
    assert tenant.get("purchaseOrder/1000")["item"] == {
        "links": [{"rel": "self", "href": f"{BASE}/purchaseOrder/1000/item"}]
    }
    item = tenant.get("purchaseOrder/1000?expandSubResources=true")["item"]
    assert (item["count"], item["hasMore"], item["totalResults"]) == (1, False, 1)
    assert item["items"][0]["links"][0]["href"].endswith("/purchaseOrder/1000/item/1")
    assert item["items"][0]["item"]["refName"] == "Goods and services"


def test_fields_are_chosen(tenant: Tenant) -> None:
    """Others are left out, and unknown ones refused."""
    assert sorted(tenant.get("purchaseOrder/1000?fields=tranId,total,memo")) == ["links", "total", "tranId"]
    assert error_of(tenant.call("GET", "purchaseOrder/1000?fields=colour"))[1] == "INVALID_PARAMETER"


def test_enums_can_be_told_by_their_ids(tenant: Tenant) -> None:
    """``simpleEnumFormat``."""
    assert tenant.get("purchaseOrder/1000")["status"] == {"id": "_pendingBill", "refName": "Pending Bill"}
    assert tenant.get("purchaseOrder/1000?simpleEnumFormat=true")["status"] == "_pendingBill"


@pytest.mark.parametrize("query", ["expandSubResources=yes", "simpleEnumFormat=1"])
def test_switches_are_true_or_false(tenant: Tenant, query: str) -> None:
    """Anything else is refused."""
    assert error_of(tenant.call("GET", f"purchaseOrder/1000?{query}"))[1] == "INVALID_PARAMETER"


def test_addresses_stand_in_an_address_book(tenant: Tenant) -> None:
    """Objects inside lines."""
    address = {"addr1": "1 Main St", "city": "Zürich", "country": {"id": "CH"}, "addr2": None}
    book = {"items": [{"label": "Office", "defaultBilling": True, "addressBookAddress": address}]}
    vendor = tenant.vendor(addressBook=book)
    (line,) = tenant.get(f"vendor/{vendor}?expandSubResources=true")["addressBook"]["items"]
    assert line["addressBookAddress"] == {
        "addr1": "1 Main St",
        "city": "Zürich",
        "country": {"id": "CH", "refName": "CH"},
    }
