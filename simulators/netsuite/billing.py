"""What a bill, an invoice or a payment changes in the records that it settles.

Source: profile.yaml, topic ``transforms``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from windtunnel.simulator import Record

from .account import Account
from .derivations import is_settled, lines_of, money, status
from .record_types import RecordType

ORDERS: Mapping[str, str] = {"vendorBill": "purchaseOrder", "invoice": "salesOrder"}
OPEN_STATES: Mapping[str, tuple[str, str]] = {
    "purchaseOrder": ("_pendingBill", "_fullyBilled"),
    "salesOrder": ("_pendingBilling", "_billed"),
}
PAID, UNPAID = "paidInFull", "open"
Lines = Mapping[tuple[str, str], Decimal]


def settle(account: Account, type: RecordType, before: Record | None, after: Record | None) -> None:
    """Carry over into orders and invoices what a record that was written says of them.

    Args:
        account: the account.
        type: of the record.
        before: as it was, ``None`` when it is new.
        after: as it is, ``None`` when it is gone.
    """
    if type.name in ORDERS:
        _settle_orders(account, account.type(ORDERS[type.name]), _billed(before), _billed(after))
    if type.name == "customerPayment":
        _settle_invoices(account, _applied(before), _applied(after))


def _billed(record: Record | None) -> Lines:
    """Return how much of which line of which order a bill charges."""
    quantities: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines_of(record or {}, "item"):
        if line.get("orderDoc") is not None and line.get("orderLine") is not None:
            key = (str(line["orderDoc"]["id"]), str(line["orderLine"]))
            quantities[key] += Decimal(str(line.get("quantity") or 0))
    return quantities


def _settle_orders(account: Account, type: RecordType, before: Lines, after: Lines) -> None:
    for order_id in dict.fromkeys(key[0] for key in (*before, *after)):
        order = account.rows(type).get(order_id)
        if order is None:
            continue
        changes = {line: after.get(key, Decimal(0)) - before.get(key, Decimal(0))
                   for key in dict.fromkeys((*before, *after)) if key[0] == order_id for line in (key[1],)}  # fmt: skip
        lines = [_with_billed(line, changes.get(str(line.get("line")), Decimal(0))) for line in lines_of(order, "item")]
        settled: dict[str, Any] = {"item": {"items": lines}, "lastModifiedDate": account.now_text}
        waiting, done = OPEN_STATES[type.name]
        settled["status"] = status(done if is_settled(settled) else waiting)
        account.rows(type).update(order_id, settled)


def _with_billed(line: Mapping[str, Any], change: Decimal) -> dict[str, Any]:
    billed = Decimal(str(line.get("quantityBilled") or 0)) + change
    return {**line, "quantityBilled": float(max(billed, Decimal(0)))}


def _applied(record: Record | None) -> Mapping[str, Decimal]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines_of(record or {}, "apply"):
        if line.get("doc") is not None and line.get("apply", True):
            amounts[str(line["doc"]["id"])] += money(line.get("amount"))
    return amounts


def _settle_invoices(account: Account, before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> None:
    rows = account.rows(account.type("invoice"))
    for invoice_id in dict.fromkeys((*before, *after)):
        invoice = rows.get(invoice_id)
        if invoice is None:
            continue
        change = after.get(invoice_id, Decimal(0)) - before.get(invoice_id, Decimal(0))
        paid = money(invoice.get("amountPaid")) + change
        left = money(invoice.get("total")) - paid
        amounts = {"amountPaid": float(paid), "amountRemaining": float(left)}
        rows.update(invoice_id, {**amounts, "status": status(UNPAID if left > 0 else PAID)})
