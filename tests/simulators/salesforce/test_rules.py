"""What single objects demand."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from .tenant import Tenant, error_of


def test_a_lead_is_not_converted_over_rest(tenant: Tenant) -> None:
    """Neither on create nor on update."""
    lead = tenant.create("Lead", LastName="L", Company="C")
    for method, path in (("POST", "sobjects/Lead"), ("PATCH", f"sobjects/Lead/{lead}")):
        values = {"LastName": "L", "Company": "C", "Status": "Closed - Converted"}
        assert error_of(tenant.call(method, path, values))[0] == "INVALID_STATUS"


def _product(tenant: Tenant) -> tuple[str, dict[str, Any]]:
    """Return a product and the values of its standard price."""
    standard = tenant.rows("SELECT Id FROM Pricebook2 WHERE IsStandard = true")[0]["Id"]
    product = tenant.create("Product2", Name="Widget")
    return product, {"Pricebook2Id": standard, "Product2Id": product, "UnitPrice": 5, "IsActive": True}


def test_an_order_begins_as_a_draft_and_needs_products(tenant: Tenant) -> None:
    """Then it can be activated."""
    account = tenant.create("Account", Name="Acme")
    values = {"AccountId": account, "EffectiveDate": "2026-01-01"}
    refused = tenant.call("POST", "sobjects/Order", {**values, "Status": "Activated"})
    assert error_of(refused)[0] == "FAILED_ACTIVATION"
    order = tenant.create("Order", Status="Draft", **values)
    assert error_of(tenant.call("PATCH", f"sobjects/Order/{order}", {"Status": "Activated"}))[0] == "FAILED_ACTIVATION"
    _, price = _product(tenant)
    entry = tenant.create("PricebookEntry", **price)
    tenant.create("OrderItem", OrderId=order, PricebookEntryId=entry, Quantity=2, UnitPrice=4)
    tenant.update("Order", order, Status="Activated")
    record = tenant.read("Order", order)
    assert (record["StatusCode"], record["TotalAmount"], record["OrderNumber"]) == (
        "Activated",
        8.0,
        "00001000",
    )


def test_a_custom_price_needs_a_standard_one(tenant: Tenant) -> None:
    """First the standard price book, then others."""
    product, price = _product(tenant)
    book = tenant.create("Pricebook2", Name="Partners")
    custom = {"Pricebook2Id": book, "Product2Id": product, "UnitPrice": 4}
    assert error_of(tenant.call("POST", "sobjects/PricebookEntry", custom))[0] == "STANDARD_PRICE_NOT_DEFINED"
    tenant.create("PricebookEntry", **price)
    assert tenant.read("PricebookEntry", tenant.create("PricebookEntry", **custom))["Name"] == "Widget"


@pytest.mark.parametrize(("prices", "expected"), [({"UnitPrice": 3}, (3.0, 6.0)), ({"TotalPrice": 8}, (4.0, 8.0))])
def test_a_line_has_one_price(tenant: Tenant, prices: dict[str, float], expected: tuple[float, float]) -> None:
    """The other follows; both are refused."""
    _, price = _product(tenant)
    entry = tenant.create("PricebookEntry", **price)
    deal = tenant.create("Opportunity", Name="D", StageName="Prospecting", CloseDate="2026-01-01")
    values = {"OpportunityId": deal, "PricebookEntryId": entry, "Quantity": 2}
    record = tenant.read("OpportunityLineItem", tenant.create("OpportunityLineItem", **values, **prices))
    assert (record["UnitPrice"], record["TotalPrice"], record["Name"]) == (*expected, "Widget")
    both = tenant.call("POST", "sobjects/OpportunityLineItem", {**values, "UnitPrice": 1, "TotalPrice": 2})
    assert error_of(both)[0] == "FIELD_INTEGRITY_EXCEPTION"


def test_comments_of_a_case_become_a_comment(tenant: Tenant) -> None:
    """The field itself stays empty; two records mean two effects."""
    case = tenant.create("Case", Subject="S", Comments="call back")
    assert tenant.read("Case", case)["Comments"] is None
    comment = tenant.rows("SELECT ParentId, CommentBody, IsPublished FROM CaseComment")
    assert comment == [{"ParentId": case, "CommentBody": "call back", "IsPublished": False}]
    assert [effect.collection for effect in tenant.effects] == ["Case", "CaseComment"]


def test_the_length_of_a_body_is_counted(tenant: Tenant) -> None:
    """In bytes, after decoding; also when it changes."""
    account = tenant.create("Account", Name="Acme")
    body = base64.b64encode("ü".encode()).decode()
    attachment = tenant.create("Attachment", Name="a", ParentId=account, Body=body)
    assert tenant.read("Attachment", attachment)["BodyLength"] == 2
    tenant.update("Attachment", attachment, Body=base64.b64encode(b"four").decode())
    assert tenant.read("Attachment", attachment)["BodyLength"] == 4
