"""The resources that describe objects."""

from __future__ import annotations

import pytest

from .tenant import Tenant


def test_the_global_describe_lists_every_object(tenant: Tenant) -> None:
    """By name."""
    content = tenant.get("sobjects/")
    names = [each["name"] for each in content["sobjects"]]
    assert (content["encoding"], content["maxBatchSize"]) == ("UTF-8", 200)
    assert names == sorted(names)
    assert len(names) == 29


def test_basic_information_is_that_of_the_global_describe(tenant: Tenant) -> None:
    """With recent items."""
    listed = next(each for each in tenant.get("sobjects")["sobjects"] if each["name"] == "Invoice__c")
    assert tenant.get("sobjects/invoice__c/")["objectDescribe"] == listed
    assert listed["custom"] is True
    assert listed["urls"]["rowTemplate"] == "/services/data/v68.0/sobjects/Invoice__c/{ID}"


def test_every_object_is_described(tenant: Tenant) -> None:
    """In the shape of the contract."""
    for each in tenant.get("sobjects")["sobjects"]:
        assert tenant.get(f"sobjects/{each['name']}/describe")["fields"]


def test_layouts_hold_the_fields(tenant: Tenant) -> None:
    """Two a row, for the master record type; some objects have none."""
    layouts = tenant.get("sobjects/Case/describe/layouts/")
    layout = tenant.get("sobjects/Case/describe/layouts/012000000000000AAA")
    assert layouts["layouts"] == [layout]
    assert layouts["recordTypeMappings"][0]["layoutId"] == layout["id"]
    rows = layout["detailLayoutSections"][0]["layoutRows"]
    assert rows[0]["layoutItems"][0]["layoutComponents"][0]["value"] == "Id"
    assert tenant.call("GET", "sobjects/Profile/describe/layouts").status == 404
    assert tenant.call("GET", "sobjects/Case/describe/layouts/012000000000001AAA").status == 404


@pytest.mark.parametrize("path", ["sobjects/Nothing", "sobjects/Nothing/describe"])
def test_unknown_objects_are_not_found(tenant: Tenant, path: str) -> None:
    """404."""
    assert tenant.call("GET", path).status == 404
