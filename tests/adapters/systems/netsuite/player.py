"""Plays a NetSuite account with a few orders, by the vendor's documentation."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import httpx

from adapters.canonical.purchase import Bill
from adapters.systems.netsuite.settings import NetSuiteSettings
from tests.adapters.systems.vendor import Vendor

URL = "https://1234567.suitetalk.api.netsuite.com"
RECORDS = "/services/rest/record/v1/"
NUMBER = "PO-7"

SETTINGS = NetSuiteSettings.from_environment(
    {
        "ERP_URL": URL,
        "ERP_ACCOUNT_ID": "1234567",
        "ERP_CONSUMER_KEY": "consumer-key",
        "ERP_CONSUMER_SECRET": "consumer-secret-value",
        "ERP_TOKEN_ID": "token-id",
        "ERP_TOKEN_SECRET": "token-secret-value",
    },
    "erp",
)
BILL = Bill(
    key="mail-1:INV 9",
    number="INV 9",
    purchase_order_id="1000",
    supplier_id="100",
    currency="EUR",
    total=Decimal("1234.50"),
    issued_on=date(2025, 10, 1),
    memo="März",
)

_WHERE = re.compile(r"type = 'PurchOrd' AND tranid = '((?:[^']|'')*)'$", re.DOTALL)


def line(number: int, quantity: float, amount: float, **fields: object) -> dict[str, Any]:
    """Return a line of an order."""
    usual = {"line": number, "quantity": quantity, "amount": amount, "quantityBilled": 0.0, "isClosed": False}
    return {**usual, "item": {"id": "10", "refName": "Goods"}, **fields}


def order(*lines: dict[str, Any], **fields: object) -> dict[str, Any]:
    """Return an order as recorded, with fields that nobody reads."""
    listed = list(lines) or [line(1, 1.0, 1234.5)]
    total = float(sum(Decimal(str(each["amount"])) for each in listed))
    return {
        "links": [{"rel": "self", "href": f"{URL}{RECORDS}purchaseOrder/1000"}],
        "id": "1000",
        "tranId": NUMBER,
        "tranDate": "2025-09-30",
        "entity": {"links": [], "id": "100", "refName": "Acmé GmbH"},
        "currency": {"links": [], "id": "2", "refName": "Euro"},
        "subtotal": total,
        "total": total,
        "status": {"id": "_pendingBill", "refName": "Pending Bill"},
        "item": {"links": [], "count": len(listed), "hasMore": False, "items": listed, "totalResults": len(listed)},
    } | fields


def error(code: str, detail: str = "for people", path: str | None = None) -> dict[str, object]:
    """Return the body of a refusal."""
    entry = {"detail": detail, "o:errorCode": code} | ({"o:errorPath": path} if path else {})
    return {
        "type": "https://www.rfc-editor.org/rfc/rfc9110.html",
        "title": "No",
        "status": 400,
        "o:errorDetails": [entry],
    }


class FakeNetSuite(Vendor):
    """The account."""

    def __init__(self, *orders: dict[str, Any]) -> None:
        super().__init__()
        self.orders = {each["id"]: deepcopy(each) for each in orders or (order(),)}
        self.bills: dict[str, dict[str, Any]] = {}
        self.keys: set[str] = set()
        self.bodies: list[dict[str, Any]] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a request."""
        path = request.url.path.removeprefix(RECORDS)
        if path.endswith("suiteql"):
            return self._query(request)
        type, _, identifier = path.partition("/")
        if identifier.endswith("/!transform/vendorBill"):
            return self._transform(identifier.partition("/")[0], request)
        return self._read(type, identifier, request)

    def _query(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["prefer"] == "transient"
        question = json.loads(request.content)["q"]
        if question.endswith("FROM currency"):
            return _page([{"id": "1", "symbol": "USD"}, {"id": "2", "symbol": "EUR"}])
        where = _WHERE.search(question)
        assert where is not None, question
        number = where[1].replace("''", "'")
        return _page(
            [{"id": each["id"], "tranid": each["tranId"]} for each in self.orders.values() if each["tranId"] == number]
        )

    def _read(self, type: str, identifier: str, request: httpx.Request) -> httpx.Response:
        if type == "purchaseOrder":
            assert request.url.params["expandSubResources"] == "true"
            found = self.orders.get(identifier)
        elif identifier.startswith("eid:"):
            named = identifier.removeprefix("eid:")
            found = next((each for each in self.bills.values() if each["externalId"] == named), None)
        else:
            found = self.bills.get(identifier)
        if found is None:
            return httpx.Response(404, json=error("NONEXISTENT_ID"))
        return httpx.Response(200, json=found)

    def _transform(self, order_id: str, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.bodies.append(body)
        assert request.url.params["replace"] == "item"
        key = request.headers["x-netsuite-idempotency-key"]
        if key in self.keys:
            return httpx.Response(400, json=error("IDEMPOTENCY_ERROR"))
        if any(each["externalId"] == body["externalId"] for each in self.bills.values()):
            return httpx.Response(400, json=error("USER_ERROR", "This record already exists."))
        self.keys.add(key)
        bill_id = str(5000 + len(self.bills))
        self.bills[bill_id] = self._billed(bill_id, self.orders[order_id], body)
        return httpx.Response(204, headers={"Location": f"{URL}{RECORDS}vendorBill/{bill_id}"})

    def _billed(self, bill_id: str, source: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        lines = {each["line"]: each for each in source["item"]["items"]}
        for charged in body["item"]["items"]:
            lines[charged["orderLine"]]["quantityBilled"] += charged["quantity"]
        total = sum(Decimal(str(each["amount"])) for each in body["item"]["items"])
        kept = {name: source[name] for name in ("entity", "currency")}
        return {
            "id": bill_id,
            **kept,
            **{n: body[n] for n in ("externalId", "tranId", "tranDate", "memo") if n in body},
            "total": float(total),
        }


def _page(rows: list[dict[str, str]]) -> httpx.Response:
    items = [{"links": [], **row} for row in rows]
    body = {"links": [], "count": len(items), "hasMore": False, "offset": 0, "totalResults": len(items), "items": items}
    return httpx.Response(200, json=body)
