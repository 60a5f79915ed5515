"""Requests that change something: once for each idempotency key."""

from __future__ import annotations

import pytest

from simulators.netsuite.requests import PERFORMERS, request_of

from .tenant import Tenant, error_of

KEY = {"x-netsuite-idempotency-key": "k"}
CUSTOMER = {"companyName": "C", "subsidiary": {"id": "1"}}


@pytest.mark.parametrize("headers", [{}, {"prefer": "respond-async"}])
def test_a_key_serves_once(tenant: Tenant, headers: dict[str, str]) -> None:
    """The second request is told where the first one's record, or job, is."""
    first = tenant.call("POST", "customer", CUSTOMER, **KEY, **headers)
    again = tenant.call("POST", "customer", CUSTOMER, **KEY)
    assert error_of(again)[:2] == (400, "IDEMPOTENCY_ERROR")
    assert (again.json()["title"], again.header("Location")) == ("Conflict", first.header("Location"))
    tenant.advance(5)
    assert tenant.get("customer")["count"] == 1


def test_a_refused_request_uses_no_key_up(tenant: Tenant) -> None:
    """It can be corrected and sent again."""
    assert tenant.call("POST", "customer", {}, **KEY).status == 400
    assert tenant.call("POST", "customer", CUSTOMER, **KEY).status == 204


def test_a_request_is_done_in_full_or_not_at_all(tenant: Tenant) -> None:
    """What was written before the refusal is undone, and its effects are forgotten."""
    before = len(tenant.effects)
    body = {"item": {"items": [{"orderLine": 1, "quantity": 1}, {"orderLine": 9, "quantity": 1}]}}
    assert tenant.call("POST", "purchaseOrder/1000/!transform/vendorBill", body).status == 400
    assert tenant.effects[before:] == []
    assert tenant.get("vendorBill")["count"] == 0


def test_a_request_can_be_too_long(tenant: Tenant) -> None:
    """104 MB."""
    path = "/services/rest/record/v1/customer"
    response = tenant.send("POST", path, b" " * (104 * 2**20 + 1), headers={"content-type": "application/json"})
    assert error_of(response)[0] == 413


def test_a_job_remembers_the_request() -> None:
    """As plain data."""
    item = {"method": "POST", "path": "/x", "query": "a=1", "headers": {"host": "h"}, "body": "ä", "scheme": "https"}
    request = request_of(item)
    assert (request.origin, request.target, request.body) == ("https://h", "/x?a=1", "ä".encode())


def test_every_kind_of_write_can_be_a_job() -> None:
    """By name, since functions cannot be part of a snapshot."""
    assert sorted(PERFORMERS) == [
        "create_record",
        "delete_record",
        "transform_record",
        "update_record",
        "upsert_record",
    ]
