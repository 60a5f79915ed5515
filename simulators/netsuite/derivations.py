"""What the account works out by itself: names, numbers, dates, currencies, lines and totals.

Source: profile.yaml, topics ``records`` and ``transforms``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from windtunnel.simulator import Record

from .account import Account
from .record_types import RecordType, label_of

CENT = Decimal("0.01")
LINE_SUBLISTS = ("item", "expense")
REMAINING_FIELDS = "amountRemaining"


def derive(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    """Fill in what follows from the rest of ``record``."""
    deriver = DERIVERS.get(type.family)
    if deriver is not None:
        deriver(account, type, record)
    _stamp(account, type, record)


def money(value: Any) -> Decimal:
    """Return an amount to the cent; nothing is zero."""
    return Decimal(str(value or 0)).quantize(CENT, ROUND_HALF_UP)


def lines_of(record: Record, sublist: str) -> list[Mapping[str, Any]]:
    """Return the lines of a sublist."""
    return list((record.get(sublist) or {}).get("items", ()))


def open_quantity(line: Mapping[str, Any]) -> Decimal:
    """Return how much of an order's line has not been billed."""
    if line.get("isClosed"):
        return Decimal(0)
    left = Decimal(str(line.get("quantity") or 0)) - Decimal(str(line.get("quantityBilled") or 0))
    return max(left, Decimal(0))


def is_settled(record: Record) -> bool:
    """Return whether nothing is left to bill of an order."""
    return all(open_quantity(line) == 0 for line in lines_of(record, "item"))


def status(identifier: str) -> dict[str, str]:
    """Return a status."""
    return {"id": identifier, "refName": label_of(identifier)}


def _stamp(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    for name in ("dateCreated", "createdDate", "created"):
        if name in type.fields and record.get(name) is None:
            record[name] = account.now_text
    for name in ("lastModifiedDate", "lastModified"):
        if name in type.fields:
            record[name] = account.now_text


def _entity(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    person = " ".join(record[name] for name in ("firstName", "lastName") if record.get(name))
    if not record.get("entityId"):
        record["entityId"] = record.get("companyName") or person
    if "isPerson" in type.fields:
        record.setdefault("isPerson", not record.get("companyName"))
    if "currency" in type.fields and record.get("currency") is None:
        record["currency"] = _currency_of(account, record.get("subsidiary"))
    record.setdefault("isInactive", False)
    if "balance" in type.fields:
        record.setdefault("balance", 0.0)


def _item(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    record.setdefault("isInactive", False)
    record["displayName"] = record.get("displayName") or record.get("itemId")


def _case(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    if not record.get("caseNumber"):
        record["caseNumber"] = str(account.store.count("number.supportCase", 1))
    for name, value in (("status", "notStarted"), ("priority", "medium"), ("origin", "web")):
        if record.get(name) is None:
            record[name] = status(value)
    record["startDate"] = record.get("startDate") or account.today.isoformat()


def _transaction(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    _number(account, type, record)
    entity = _entity_of(account, type, record)
    record["tranDate"] = record.get("tranDate") or account.today.isoformat()
    for name in ("subsidiary", "terms", "currency"):
        if name in type.fields and record.get(name) is None and entity.get(name) is not None:
            record[name] = entity[name]
    if record.get("currency") is None:
        record["currency"] = _currency_of(account, record.get("subsidiary"))
    record["exchangeRate"] = record.get("exchangeRate") or _rate_of(account, record.get("currency"))
    record["status"] = record.get("status") or dict(type.status or {})
    _due_date(account, type, record)
    _complete_lines(account, type, record)
    _total(type, record)


def _number(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    """Number a transaction; a bill's own number is the supplier's, so it gets a second one."""
    field = "transactionNumber" if "transactionNumber" in type.fields else "tranId"
    if not record.get(field):
        record[field] = account.next_number(type)


def _entity_of(account: Account, type: RecordType, record: Record) -> Record:
    for name in ("entity", "customer"):
        field, reference = type.fields.get(name), record.get(name)
        if field is not None and reference is not None:
            for target in field.targets:
                found = account.rows(account.type(target)).get(reference["id"])
                if found is not None:
                    return found
    return {}


def _currency_of(account: Account, subsidiary: Any) -> dict[str, str] | None:
    """Return the currency of a subsidiary, of the account itself when there is no subsidiary."""
    if subsidiary is not None:
        found = account.rows(account.type("subsidiary")).get(subsidiary["id"])
        if found is not None and found.get("currency") is not None:
            return dict(found["currency"])
    base = account.rows(account.type("currency")).where("isBaseCurrency", True)
    return {"id": base[0]["id"], "refName": base[0]["name"]} if base else None


def _rate_of(account: Account, currency: Any) -> float:
    found = account.rows(account.type("currency")).get(currency["id"]) if currency is not None else None
    return float(found.get("exchangeRate") or 1.0) if found is not None else 1.0


def _due_date(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    if "dueDate" not in type.fields or record.get("dueDate") or record.get("terms") is None:
        return
    terms = account.rows(account.type("term")).get(record["terms"]["id"])
    if terms is not None:
        day = account.today.fromisoformat(record["tranDate"]) + timedelta(days=int(terms.get("daysUntilNetDue") or 0))
        record["dueDate"] = day.isoformat()


def _complete_lines(account: Account, type: RecordType, record: dict[str, Any]) -> None:
    """Number the lines, and let quantity, rate and amount agree."""
    for sublist in LINE_SUBLISTS:
        if record.get(sublist) is None:
            continue
        numbers = [int(line["line"]) for line in lines_of(record, sublist) if line.get("line")]
        lines = []
        for line in lines_of(record, sublist):
            number = line.get("line") or max([0, *numbers]) + 1
            numbers.append(number)
            completed = _counted(type, _priced(account, line)) if sublist == "item" else dict(line)
            lines.append({"line": number} | completed | {"line": number})
        record[sublist] = {"items": lines}


def _priced(account: Account, line: Mapping[str, Any]) -> dict[str, Any]:
    priced = dict(line)
    item = next((each for each in _items(account, line.get("item"))), {})
    if priced.get("description") is None and item.get("description"):
        priced["description"] = item["description"]
    priced["quantity"] = 1.0 if priced.get("quantity") is None else priced["quantity"]
    if priced.get("rate") is None and priced.get("amount") is None:
        priced["rate"] = item.get("basePrice") or 0.0
    if priced.get("amount") is None:
        priced["amount"] = float(money(Decimal(str(priced["rate"])) * Decimal(str(priced["quantity"]))))
    priced["amount"] = float(money(priced["amount"]))
    return priced


def _counted(type: RecordType, line: dict[str, Any]) -> dict[str, Any]:
    """Tell of an order's line how much of it has been billed, from the start."""
    fields = type.sublists["item"].fields
    defaults = {name: value for name, value in (("quantityBilled", 0.0), ("isClosed", False)) if name in fields}
    return defaults | line


def _items(account: Account, reference: Any) -> list[Record]:
    if reference is None:
        return []
    found = (account.rows(type).get(reference["id"]) for type in account.catalogue.family("item"))
    return [each for each in found if each is not None]


def _total(type: RecordType, record: dict[str, Any]) -> None:
    if "payment" in type.fields:
        total = money(record.get("payment"))
        applied = sum((money(line.get("amount")) for line in lines_of(record, "apply")), Decimal(0))
        record |= {"total": float(total), "applied": float(applied), "unapplied": float(total - applied)}
        return
    if "total" not in type.fields:
        return
    total = sum((money(line.get("amount")) for name in LINE_SUBLISTS for line in lines_of(record, name)), Decimal(0))
    if not any(lines_of(record, name) for name in LINE_SUBLISTS) and record.get("projectedTotal"):
        total = money(record["projectedTotal"])
    record["total"] = float(total)
    if "subtotal" in type.fields:
        record["subtotal"] = float(total)
    if REMAINING_FIELDS in type.fields:
        paid = money(record.get("amountPaid"))
        record |= {"amountPaid": float(paid), REMAINING_FIELDS: float(total - paid)}


Deriver = Callable[[Account, RecordType, dict[str, Any]], None]
DERIVERS: Mapping[str, Deriver] = {
    "entity": _entity,
    "item": _item,
    "supportcase": _case,
    "transaction": _transaction,
}
