"""What NetSuite holds, as the pipeline sees it."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ...canonical.purchase import Bill, PostedBill, PurchaseOrder
from ..plain_text import plain
from ..wire import Place
from .wire import BillRecord, Order, OrderLine

CENT = Decimal("0.01")
RATE_DIGIT = Decimal("0.00000001")
"""The last digit that the vendor keeps of a rate."""
PENDING = "Pending"
"""How the names of states begin in which something of an order is still to come."""


def purchase_order(order: Order, currency: str, number: str, latest: date, place: Place) -> PurchaseOrder:
    """Return an order that was looked up by its number.

    Args:
        order: as it was read.
        currency: symbol of its currency.
        number: that was asked for.
        latest: no order has a later date.
        place: named in errors.

    Raises:
        ContractError: it is not what was asked for, or its amounts or dates contradict each other.
    """
    if order.number != number:
        raise place.broken("is not the number that was asked for", "tranId")
    if order.ordered_on > latest:
        raise place.broken("lies in the future", "tranDate")
    check_amounts(order, place)
    return PurchaseOrder(
        id=order.id,
        number=order.number,
        supplier_id=order.supplier.id,
        supplier_name=order.supplier.name,
        currency=currency,
        total=order.total,
        open_total=open_total(order),
        ordered_on=order.ordered_on,
    )


def check_amounts(order: Order, place: Place) -> None:
    """Check that an order's lines are all there and make up its total.

    Raises:
        ContractError: they do not.
    """
    lines = order.lines
    if lines.has_more or lines.count != len(lines.items):
        raise place.broken("are not all there", "item.items")
    if sum((line.amount for line in lines.items), Decimal(0)) != order.subtotal:
        raise place.broken("is not the sum of the lines", "subtotal")
    if order.subtotal + order.tax != order.total:
        raise place.broken("is not subtotal and tax", "total")
    _check_lines(order, place)


def _check_lines(order: Order, place: Place) -> None:
    for index, line in enumerate(order.lines.items):
        if line.rate is not None and abs(line.rate * line.quantity - line.amount) > CENT + RATE_DIGIT * line.quantity:
            raise place.broken("is not rate times quantity", f"item.items.{index}.amount")
    pending = order.status is not None and order.status.name.startswith(PENDING)
    if pending and order.lines.items and all(line.is_closed for line in order.lines.items):
        raise place.broken("says that more is to come, and every line is closed", "status")


def open_quantity(line: OrderLine) -> Decimal:
    """Return how much of a line has not been billed."""
    return Decimal(0) if line.is_closed else max(line.quantity - line.billed, Decimal(0))


def open_amount(line: OrderLine) -> Decimal:
    """Return the amount of a line that has not been billed, to the cent."""
    if line.quantity == 0:
        return Decimal(0)
    return (line.amount * open_quantity(line) / line.quantity).quantize(CENT, ROUND_HALF_UP)


def open_total(order: Order) -> Decimal:
    """Return the amount of an order that has not been billed; untouched, that is its total with tax."""
    left = sum((open_amount(line) for line in order.lines.items), Decimal(0))
    return order.total if left == order.subtotal else left


def differences(record: BillRecord, currency: str, bill: Bill) -> tuple[str, ...]:
    """Return the fields in which a bill in NetSuite is another one than ``bill``."""
    pairs = {
        "tranId": (record.number, bill.number),
        "entity": (record.supplier.id, bill.supplier_id),
        "currency": (currency, bill.currency),
        "total": (record.total, bill.total),
        "tranDate": (record.issued_on, bill.issued_on),
        "memo": (record.memo, plain(bill.memo)),
    }
    return tuple(field for field, (there, wanted) in pairs.items() if there != wanted)


def posted(record: BillRecord, bill: Bill, *, existed: bool) -> PostedBill:
    """Return what the pipeline learns of a bill that is there."""
    return PostedBill(id=record.id, key=bill.key, existed=existed)
