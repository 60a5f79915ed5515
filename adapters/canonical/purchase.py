"""What a company orders from its suppliers, and what they charge for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from .base import Record

Money = Annotated[Decimal, Field(allow_inf_nan=False)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class PurchaseOrder(Record):
    """An order as the ERP holds it.

    ``id`` is the ERP's own, ``number`` the one that people and suppliers use. ``open_total`` is what has not been
    billed yet; ``total`` never changes after approval.
    """

    id: str
    number: str
    supplier_id: str
    supplier_name: str
    currency: Currency
    total: Money
    open_total: Money
    ordered_on: date


class Bill(Record):
    """A supplier's invoice, read and checked, ready to be posted.

    ``key`` is the same for every attempt to post the same invoice, so it is posted once. ``number`` is the supplier's
    own number of the invoice.
    """

    key: Annotated[str, Field(min_length=1)]
    number: str
    purchase_order_id: str
    supplier_id: str
    currency: Currency
    total: Money
    issued_on: date
    memo: str = ""


class PostedBill(Record):
    """A bill that the ERP has confirmed; ``existed`` tells that an earlier attempt had posted it."""

    id: str
    key: str
    existed: bool = False
