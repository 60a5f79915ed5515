"""What the account's own people do while a run lasts: an order is placed, a customer is entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.kernel.errors import UsageError

from .account import Account
from .errors import Refused
from .records import create
from .seeding import add_purchase_order

TYPE = "type"
DEFAULT_TYPE = "purchaseOrder"
ORDER_KEYS = ("number", "supplier", "total", "currency")


def arrive(account: Account, row: Mapping[str, Any]) -> str:
    """Create the record that a row of a workload describes and return its id.

    Args:
        account: the account.
        row: ``type`` names the record type (default: purchaseOrder), every other key a field; an order may be given as
            {number, supplier, total, currency} instead. Empty fields are left out.

    Raises:
        UsageError: there is no such type, or the account refuses the record.
    """
    name = str(row.get(TYPE) or DEFAULT_TYPE)
    type = account.catalogue.find(name)
    if type is None:
        known = ", ".join(account.catalogue.types)
        raise UsageError(f"no record type {name!r}; there are {known}", place=TYPE)
    fields = {key: value for key, value in row.items() if key != TYPE and value not in (None, "")}
    if type.name == DEFAULT_TYPE and "supplier" in fields:
        order = {key: fields[key] for key in ORDER_KEYS if key in fields}
        return add_purchase_order(account, order, "arrival")
    try:
        return str(create(account, type, fields)["id"])
    except Refused as refused:
        raise UsageError(f"the account refuses a {type.name}: {refused.code}: {refused.message}") from refused
