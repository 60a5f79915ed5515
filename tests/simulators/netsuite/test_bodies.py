"""Bodies of writes."""

from __future__ import annotations

from typing import Any

import pytest

from .tenant import Tenant, error_of

CUSTOMER = {"companyName": "C", "subsidiary": {"id": "1"}}


@pytest.mark.parametrize(
    ("mode", "status"), [("error", 400), ("Error", 400), ("warning", 204), ("ignore", 204), ("strict", 400)]
)
def test_unknown_names_are_refused_or_passed_over(tenant: Tenant, mode: str, status: int) -> None:
    """As the header says; refused by default."""
    headers = {"x-netsuite-propertynamevalidation": mode}
    body = {**CUSTOMER, "colour": "red"}
    assert tenant.call("POST", "customer", body, **headers).status == status
    assert error_of(tenant.call("POST", "customer", body))[1] == "INVALID_CONTENT"


def test_wrong_values_are_refused_or_passed_over(tenant: Tenant) -> None:
    """As the other header says."""
    body = {**CUSTOMER, "creditLimit": "ten", "email": "a@b.example"}
    refused = tenant.call("POST", "customer", body)
    assert refused.json()["o:errorDetails"][0]["o:errorPath"] == "creditLimit"
    taken = tenant.call("POST", "customer", body, **{"x-netsuite-propertyvaluevalidation": "ignore"})
    assert taken.status == 204
    assert "creditLimit" not in tenant.get(f"customer/{(taken.header('Location') or '').rpartition('/')[2]}")


def test_custom_fields_are_taken_as_they_are(tenant: Tenant) -> None:
    """Whatever their type; an empty text clears them."""
    record = tenant.create("customer", **CUSTOMER, custentity_score=7.5, custentity_ref={"id": "3"}, custentity_x="")
    read = tenant.get(f"customer/{record}")
    assert (read["custentity_score"], read["custentity_ref"], "custentity_x" in read) == (7.5, {"id": "3"}, False)


def test_read_only_fields_are_passed_over(tenant: Tenant) -> None:
    """Records can be sent back as they were read."""
    record = tenant.create("customer", **CUSTOMER)
    body = {**tenant.get(f"customer/{record}?expandSubResources=true"), "balance": 99.0, "comments": "x"}
    assert tenant.call("PATCH", f"customer/{record}", body).status == 204
    read = tenant.get(f"customer/{record}")
    assert (read["balance"], read["comments"]) == (0.0, "x")


def test_lines_are_merged_by_their_key(tenant: Tenant) -> None:
    """The others stay, unless the sublist is replaced."""
    order = tenant.order({"rate": 1}, {"rate": 2})

    def rates(query: str, *lines: dict[str, Any]) -> list[float]:
        body = {"item": {"items": list(lines)}}
        assert tenant.call("PATCH", f"purchaseOrder/{order}{query}", body).status == 204
        return [line["rate"] for line in tenant.get(f"purchaseOrder/{order}?expandSubResources=true")["item"]["items"]]

    assert rates("", {"line": 2, "rate": 5, "amount": None}) == [1.0, 5.0]
    assert rates("", {"rate": 7}) == [1.0, 5.0, 7.0]
    assert rates("?replace=item", {"rate": 9}) == [9.0]
    assert tenant.get(f"purchaseOrder/{order}")["total"] == 9.0


@pytest.mark.parametrize("lines", [{"items": {}}, "x", 7, {"items": ["x"]}, {}])
def test_lines_that_are_none_are_refused(tenant: Tenant, lines: object) -> None:
    """With the name of the sublist."""
    refused = tenant.call("PATCH", "purchaseOrder/1000", {"item": lines})
    assert error_of(refused)[:2] == (400, "INVALID_CONTENT")


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"a=1", "text/plain", 415),
    ],
)
def test_a_body_is_a_json_object(tenant: Tenant, body: bytes, media: str, status: int) -> None:
    """Anything else is refused."""
    path = "/services/rest/record/v1/customer"
    assert tenant.send("POST", path, body, headers={"content-type": media}).status == status


def test_replace_names_sublists(tenant: Tenant) -> None:
    """Others are refused."""
    refused = tenant.call("PATCH", "purchaseOrder/1000?replace=colours", {})
    assert refused.json()["o:errorDetails"][0]["o:errorQueryParam"] == "replace"
