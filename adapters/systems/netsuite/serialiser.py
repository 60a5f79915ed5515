"""Bills, as NetSuite takes them: an order that is turned into a bill, line by line."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ...canonical.purchase import Bill
from ...outbound.idempotency import key
from .normaliser import open_amount, open_quantity
from .wire import Order, OrderLine

SCOPE = "netsuite.vendorBill"
QUANTITY = Decimal("0.00001")
"""The smallest part of a unit that the vendor counts."""


def external_id(bill_key: str) -> str:
    """Return the external id of a bill: the same for every attempt to post it."""
    return key(SCOPE, bill_key)


def idempotency_key(bill_key: str) -> str:
    """Return the idempotency key of the request that posts a bill, a UUID as the vendor wants it."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, external_id(bill_key)))


def bill_body(bill: Bill, order: Order) -> dict[str, Any]:
    """Return the body that turns ``order`` into ``bill``.

    Open lines are billed in their order until the bill's total is used up: the last one in part, or for more than was
    ordered when the supplier charges more.
    """
    body: dict[str, Any] = {
        "externalId": external_id(bill.key),
        "tranId": bill.number,
        "tranDate": bill.issued_on.isoformat(),
        "item": {"items": list(_charged(order.lines.items, bill.total))},
    }
    return {**body, "memo": bill.memo} if bill.memo else body


def _charged(lines: Iterable[OrderLine], total: Decimal) -> Iterable[dict[str, Any]]:
    waiting = [line for line in lines if open_quantity(line) > 0]
    left = total
    for place, line in enumerate(waiting):
        quantity, amount = open_quantity(line), open_amount(line)
        if place == len(waiting) - 1 or amount >= left:
            part = min(quantity, quantity * left / amount) if amount > 0 else quantity
            yield _line(line, max(part.quantize(QUANTITY), QUANTITY), left)
            return
        yield _line(line, quantity, amount)
        left -= amount


def _line(line: OrderLine, quantity: Decimal, amount: Decimal) -> dict[str, Any]:
    return {"orderLine": line.line, "quantity": float(quantity), "amount": float(amount)}
