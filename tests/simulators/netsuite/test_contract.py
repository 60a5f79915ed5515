"""Whatever the contract allows to be sent, and what it does not, is answered as the contract says."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from simulators.netsuite.operation_names import READABLE, capital
from tests.operations import operations_of

from .tenant import FORM, ORDERS, Tenant, contract

pytestmark = pytest.mark.thorough

EXAMPLES = 2
NOT_BUILT = 501
SERVER_FAULTS = (500, 502, 503)
TRANSFORMED = ("transformPurchaseOrderToVendorBill", "transformEstimateToInvoice")
OPTIONS = {"purchase_orders": ORDERS, "custom_records": ["customrecord_wt"]}


@cache
def operations() -> dict[str, Any]:
    """Return the operations of the contract as schemathesis sees them."""
    return operations_of(schemathesis.openapi.from_dict(dict(contract().document)))


def encoded(sent: dict[str, Any], media: str | None) -> bytes:
    """Return a generated body as it is sent."""
    if "json" in sent:
        return json.dumps(sent["json"]).encode()
    data = sent.get("data")
    if media == FORM and isinstance(data, dict):
        return urlencode(data, doseq=True).encode()
    return data if isinstance(data, bytes) else b""


def chosen() -> list[Any]:
    """Return the operations to be called: each once for the record types that it exists for, and how."""
    shared = [capital(name) for name in READABLE if name not in ("vendorBill", "customerPayment", "currency")]
    names = [name for name in contract().operations if not name.endswith(tuple(shared)) or name in TRANSFORMED]
    positive = [pytest.param(name, GenerationMode.POSITIVE) for name in names]
    bodies = [name for name in names if contract().operations[name].request_bodies]
    return [*positive, *(pytest.param(name, GenerationMode.NEGATIVE) for name in bodies)]


@pytest.mark.parametrize(("operation_id", "mode"), chosen())
def test_answers_fit_the_contract(operation_id: str, mode: GenerationMode) -> None:
    """Nothing that is generated makes the simulator fail, or answer out of its contract."""
    tenant = Tenant(OPTIONS)
    count = 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(operations()[operation_id].as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        nonlocal count
        count += 1
        sent = case.as_transport_kwargs(base_url="https://x.example")
        query = urlencode(sent.get("params") or {}, doseq=True)
        headers = {str(name).lower(): str(value) for name, value in dict(sent.get("headers") or {}).items()}
        headers["content-type"] = case.media_type or "application/json"
        headers.pop("authorization", None)
        path = quote(urlsplit(sent["url"]).path, safe="/%!:")
        response = tenant.send(sent["method"], f"{path}?{query}", encoded(sent, case.media_type), headers=headers)
        assert response.status not in SERVER_FAULTS
        assert response.status != NOT_BUILT or operation_id in ("callSOAP", "getRestlet", "postRestlet")

    send()
    assert count > 0
    tenant.advance(10)
