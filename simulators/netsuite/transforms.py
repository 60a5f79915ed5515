"""Making a record of one type out of one of another: an order becomes a bill.

Source: profile.yaml, topic ``transforms``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from . import operation_names, records
from .account import Account, account_of, address, type_of
from .answers import written
from .bodies import apply_body, json_object, manner_of
from .derivations import lines_of, money, open_quantity
from .errors import Detail, Refused, user_error
from .record_types import RecordType
from .requests import conducted
from .values import name_of

operations = Operations()
COPIED = ("entity", "currency", "exchangeRate", "subsidiary", "terms", "otherRefNum", "salesRep", "email", "memo")
LINE_COPIED = ("item", "description", "rate")
LINE_KNOWN = (*LINE_COPIED, "orderDoc")
NOTHING_LEFT = "The transaction has no lines that are left to be transformed."


@operations.bind(*operation_names.transforms())
@conducted
def transform_record(call: Call) -> Response:
    """Create a record out of another."""
    account, source = account_of(call), type_of(call)
    target = account.type(call.parameters.get("target") or call.request.path.rpartition("/")[2])
    if target.name not in source.transforms:
        text = f"The record type '{source.name}' cannot be transformed into '{target.name}'."
        raise Refused(Detail("INVALID_TRANSFORM", text), status=400)
    record = account.find(source, call.parameters["id"])
    body, manner = json_object(call, optional=True), manner_of(call, target)
    proposed = PROPOSALS.get(source.name, _from_transaction)(account, source, target, record)
    merged = apply_body(account, target, proposed, body, manner)
    made = records.create(account, target, {}, **_completed(proposed, merged))
    return written(call.link(address(target, made["id"])))


def _from_transaction(account: Account, source: RecordType, target: RecordType, record: Record) -> dict[str, Any]:
    proposed = {name: record[name] for name in COPIED if name in target.fields and record.get(name) is not None}
    reference = {"id": str(record["id"]), "refName": name_of(source, record)}
    for name in ("createdFrom", source.name):
        if name in target.fields and source.name in target.fields[name].targets:
            proposed[name] = reference
    proposed["item"] = {"items": _lines(source, target, reference, record)}
    return proposed


def _lines(
    source: RecordType, target: RecordType, reference: Mapping[str, str], record: Record
) -> list[dict[str, Any]]:
    """Return what is left of the lines.

    Raises:
        Refused: nothing is.
    """
    lines = []
    document = target.sublists["item"].fields.get("orderDoc")
    linked = document is not None and source.name in document.targets
    for line in lines_of(record, "item"):
        quantity = open_quantity(line) if linked else Decimal(str(line.get("quantity") or 0))
        if quantity > 0:
            copied = {name: line[name] for name in LINE_COPIED if line.get(name) is not None}
            links = {"orderDoc": dict(reference), "orderLine": line["line"]} if linked else {}
            lines.append({**copied, **links, "quantity": float(quantity), "amount": _share(line, quantity)})
    if not lines:
        raise user_error(NOTHING_LEFT)
    return lines


def _share(line: Mapping[str, Any], quantity: Decimal) -> float:
    whole = Decimal(str(line.get("quantity") or 1))
    return float(money(money(line.get("amount")) * quantity / whole))


def _completed(proposed: Mapping[str, Any], merged: dict[str, Any]) -> dict[str, Any]:
    """Give the lines of the body what the order says of them, and an amount for their own quantity and rate.

    Raises:
        Refused: a line names a line that the order does not have, or that is not left.
    """
    before = {line.get("orderLine"): line for line in lines_of(proposed, "item")}
    lines = []
    for line in lines_of(merged, "item"):
        known = before.get(line.get("orderLine"), {})
        if line.get("orderLine") is not None and not known:
            raise user_error(f"Invalid Field Value {line['orderLine']} for the following field: orderLine", "orderLine")
        amount = {"amount": None} if _is_repriced(known, line) else {}
        lines.append({**{name: known[name] for name in LINE_KNOWN if name in known}, **line, **amount})
    return {**merged, "item": {"items": lines}} if lines else merged


def _is_repriced(known: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    """Return whether the amount of a line was proposed for another quantity or rate."""
    if line.get("rate") is None or "amount" not in known or line.get("amount") != known["amount"]:
        return False
    return any(line.get(name) != known.get(name) for name in ("quantity", "rate"))


def _from_customer(account: Account, source: RecordType, target: RecordType, record: Record) -> dict[str, Any]:
    proposed = {name: record[name] for name in ("currency", "subsidiary", "terms") if record.get(name) is not None}
    return {**proposed, "entity": {"id": str(record["id"]), "refName": name_of(source, record)}}


def _from_invoice(account: Account, source: RecordType, target: RecordType, record: Record) -> dict[str, Any]:
    left = money(record.get("amountRemaining"))
    if left <= 0:
        raise user_error("The invoice is paid in full.")
    reference = {"id": str(record["id"]), "refName": name_of(source, record)}
    copied = {name: record[name] for name in ("currency", "subsidiary") if record.get(name) is not None}
    apply = {"items": [{"doc": reference, "apply": True, "amount": float(left)}]}
    return {**copied, "customer": record["entity"], "payment": float(left), "apply": apply}


Proposal = Callable[[Account, RecordType, RecordType, Record], dict[str, Any]]
PROPOSALS: Mapping[str, Proposal] = {"customer": _from_customer, "invoice": _from_invoice}
