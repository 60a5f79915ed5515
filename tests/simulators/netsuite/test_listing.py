"""Collections, filtered and paged."""

from __future__ import annotations

import pytest

from .tenant import Tenant, error_of


def test_a_list_holds_ids_alone(tenant: Tenant) -> None:
    """Everything else is read record by record."""
    page = tenant.get("purchaseOrder")
    assert [sorted(item) for item in page["items"]] == [["id", "links"], ["id", "links"]]
    assert (page["count"], page["totalResults"], page["hasMore"], page["offset"]) == (2, 2, False, 0)


def test_a_list_is_filtered(tenant: Tenant) -> None:
    """By any field."""
    (order,) = tenant.ids("purchaseOrder", 'tranId IS "po-7" AND total GREATER 1000')
    assert tenant.get(f"purchaseOrder/{order}")["tranId"] == "PO-7"
    assert tenant.ids("purchaseOrder", "total GREATER 9999") == []


def test_pages_do_not_overlap(tenant: Tenant) -> None:
    """And hold everything."""
    made = [tenant.create("customer", companyName=f"C{n}", subsidiary={"id": "1"}) for n in range(7)]
    pages = [tenant.get(f"customer?limit=3&offset={offset}") for offset in (0, 3, 6, 9)]
    assert [item["id"] for page in pages for item in page["items"]] == made
    assert [page["hasMore"] for page in pages] == [True, True, False, False]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "limit=10&offset=5", "limit=1&offset=1000", "limit=²"]
)
def test_a_page_that_cannot_be_is_refused(tenant: Tenant, query: str) -> None:
    """The parameter is named."""
    refused = tenant.call("GET", f"vendor?{query}")
    assert error_of(refused)[:2] == (400, "INVALID_PARAMETER")
    assert refused.json()["o:errorDetails"][0]["o:errorQueryParam"] in query
