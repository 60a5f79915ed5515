"""What the account holds on its first day, and the suppliers, orders and customers that a run asks for.

Source: profile.yaml, topic ``records``; the records themselves are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError
from windtunnel.simulator import Record

from .account import Account
from .answers import ERROR_TYPES
from .derivations import money
from .record_types import CUSTOM_RECORD
from .records import create

OPTIONS = ("custom_records", "customers", "error_types", "purchase_orders", "vendors")
ORDER_KEYS = ("number", "supplier", "total", "currency")
VENDOR_KEYS = ("name", "currency", "external_id")
CUSTOMER_KEYS = ("name", "email", "currency")
BASE = "USD"
CURRENCIES: Mapping[str, tuple[str, float]] = {
    "USD": ("US Dollar", 1.0),
    "EUR": ("Euro", 1.1),
    "GBP": ("British Pound", 1.27),
    "JPY": ("Japanese Yen", 0.0067),
    "CHF": ("Swiss Franc", 1.12),
    "CAD": ("Canadian Dollar", 0.73),
    "AUD": ("Australian Dollar", 0.66),
    "SEK": ("Swedish Krona", 0.095),
}
TERMS = (("Net 15", 15), ("Net 30", 30), ("Net 60", 60), ("Due on receipt", 0))
ACCOUNTS = (
    ("1000", "Checking", "Bank"),
    ("1200", "Accounts Receivable", "AcctRec"),
    ("2000", "Accounts Payable", "AcctPay"),
    ("4000", "Sales", "Income"),
    ("6000", "Purchases", "Expense"),
)
GOODS = "Goods and services"


def seed_account(account: Account) -> None:
    """Put in currencies, a subsidiary, terms, accounts and an item."""
    for symbol, (name, rate) in CURRENCIES.items():
        _add_currency(account, symbol, name, rate)
    usd = currency(account, BASE)
    _plant(account, "subsidiary", {"name": "Parent Company", "legalName": "Windtunnel Inc.", "currency": usd})
    for name, days in TERMS:
        _plant(account, "term", {"name": name, "daysUntilNetDue": days})
    for number, name, kind in ACCOUNTS:
        _plant(account, "account", {"acctNumber": number, "acctName": name, "acctType": {"id": kind, "refName": name}})
    create(account, account.type("nonInventorySaleItem"), {"itemId": GOODS, "externalId": "goods", "basePrice": 0.0})


def check_options(options: Mapping[str, Any]) -> None:
    """Check the options that concern the account as a whole.

    Raises:
        UsageError: an option is unknown, or not of its form.
    """
    for name in options:
        if name not in OPTIONS:
            raise UnknownNameError("option of netsuite", name, OPTIONS)
    if options.get("error_types", ERROR_TYPES[0]) not in ERROR_TYPES:
        raise UsageError(f"is one of {', '.join(ERROR_TYPES)}", place="error_types")
    for name in options.get("custom_records", ()):
        if not isinstance(name, str) or not CUSTOM_RECORD.fullmatch(name):
            raise UsageError(f"a custom record is called customrecord_..., not {name!r}", place="custom_records")


def seed_options(account: Account, options: Mapping[str, Any]) -> None:
    """Put in the vendors, purchase orders and customers of the options.

    Raises:
        UsageError: one of them is not of its form.
    """
    for place, vendor in enumerate(options.get("vendors", ())):
        add_vendor(account, _checked(vendor, VENDOR_KEYS, ("name",), f"vendors[{place}]"))
    told: dict[str, Any] = {}
    for place, order in enumerate(options.get("purchase_orders", ())):
        if repr(order) not in told:  # several rows of a workload may be about one order
            told[repr(order)] = add_purchase_order(account, order, f"purchase_orders[{place}]")
    for place, customer in enumerate(options.get("customers", ())):
        _add_customer(account, _checked(customer, CUSTOMER_KEYS, ("name",), f"customers[{place}]"))


def add_vendor(account: Account, vendor: Mapping[str, Any]) -> Record:
    """Put in a supplier and return it."""
    values = {
        "companyName": str(vendor["name"]),
        "subsidiary": {"id": "1"},
        "currency": currency(account, str(vendor.get("currency") or BASE)),
    }
    if vendor.get("external_id"):
        values["externalId"] = str(vendor["external_id"])
    return create(account, account.type("vendor"), values)


def add_purchase_order(account: Account, order: Any, place: str) -> str:
    """Put in an order with one line and return its id.

    Args:
        account: the account.
        order: {number, supplier, total, currency}.
        place: for errors.

    Raises:
        UsageError: the order is not of that form, or its number is taken.
    """
    checked = _checked(order, ORDER_KEYS, ("number", "supplier", "total"), place)
    type, number = account.type("purchaseOrder"), str(checked["number"])
    if account.rows(type).where("tranId", number):
        raise UsageError(f"there is an order {number!r} already", place=place)
    symbol = str(checked.get("currency") or BASE)
    total = float(_amount(checked["total"], place))
    vendor = _vendor_called(account, str(checked["supplier"]), symbol)
    goods = account.by_external_id(account.type("nonInventorySaleItem"), "goods")
    assert goods is not None, "the account sells goods from its first day"
    values = {
        "tranId": number,
        "entity": {"id": vendor["id"]},
        "currency": currency(account, symbol),
        "item": {"items": [{"item": {"id": goods["id"]}, "quantity": 1, "rate": total}]},
    }
    return str(create(account, type, values)["id"])


def currency(account: Account, symbol: str) -> dict[str, str]:
    """Return a reference to a currency; one that the account does not have yet is added at a rate of one."""
    rows = account.rows(account.type("currency"))
    known = rows.where("symbol", symbol)
    found = known[0] if known else _add_currency(account, symbol, symbol, 1.0)
    return {"id": str(found["id"]), "refName": str(found["name"])}


def _add_currency(account: Account, symbol: str, name: str, rate: float) -> Record:
    return _plant(
        account, "currency", {"name": name, "symbol": symbol, "exchangeRate": rate, "isBaseCurrency": symbol == BASE}
    )


def _vendor_called(account: Account, name: str, symbol: str) -> Record:
    known = account.rows(account.type("vendor")).where("companyName", name)
    return known[0] if known else add_vendor(account, {"name": name, "currency": symbol})


def _add_customer(account: Account, customer: Mapping[str, Any]) -> None:
    values = {
        "companyName": str(customer["name"]),
        "subsidiary": {"id": "1"},
        "currency": currency(account, str(customer.get("currency") or BASE)),
    }
    if customer.get("email"):
        values["email"] = str(customer["email"])
    create(account, account.type("customer"), values)


def _plant(account: Account, name: str, values: Mapping[str, Any]) -> Record:
    """Put in a record of a type that requests cannot write."""
    type = account.type(name)
    record_id = account.next_id(type)
    return account.rows(type).put(record_id, {"id": record_id, **values, "isInactive": False})


def _checked(given: Any, keys: tuple[str, ...], required: tuple[str, ...], place: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or any(given.get(key) in (None, "") for key in required):
        raise UsageError(f"is a mapping with {', '.join(required)}", place=place)
    unknown = [str(key) for key in given if key not in keys]
    if unknown:
        raise UsageError(f"unknown key {unknown[0]!r}; there are {', '.join(keys)}", place=place)
    return given


def _amount(value: Any, place: str) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise UsageError(f"the total is an amount such as 1234.50, not {value!r}", place=place)
    return money(amount)
