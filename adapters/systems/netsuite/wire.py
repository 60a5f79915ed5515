"""What NetSuite sends, as far as accounts payable reads it (REST record API v1, SuiteQL).

Sources: the vendor's REST web services documentation. Ids are strings of digits; amounts in records are JSON numbers,
everything in SuiteQL is a string; dates in records are ``2026-01-31``. A field without a value is left out.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from ...canonical.text import Text
from ..plain_text import Name, PlainText
from ..wire import Wire

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _amount(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        amount = Decimal(str(value))
        if amount.is_finite():
            return amount
    raise PydanticCustomError("netsuite_number", "is no JSON number")


def _date(value: object) -> object:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("netsuite_date", "is no date of the form YYYY-MM-DD")


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise PydanticCustomError("netsuite_negative", "is negative")
    return value


Id = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]
Number = Annotated[Decimal, BeforeValidator(_amount)]
Quantity = Annotated[Number, AfterValidator(_not_negative)]
Day = Annotated[date, BeforeValidator(_date)]
Count = Annotated[int, Field(ge=0)]


class ErrorDetail(Wire):
    """One entry of ``o:errorDetails``."""

    code: Annotated[str, Field(alias="o:errorCode", pattern=r"^[A-Z0-9_]{1,100}$")]
    path: Annotated[str | None, Field(alias="o:errorPath", pattern=r"^[A-Za-z0-9_.\[\]]{1,200}$")] = None


class ErrorBody(Wire):
    """What NetSuite answers when it refuses."""

    details: Annotated[list[ErrorDetail], Field(alias="o:errorDetails")]


class Reference(Wire):
    """A record that another one points to."""

    id: Id
    name: Annotated[Name, Field(alias="refName", min_length=1)]


class OrderRow(Wire):
    """A purchase order as SuiteQL tells it."""

    id: Id
    number: Annotated[Text, Field(alias="tranid", min_length=1)]


class OrderRows(Wire):
    """One page of purchase orders."""

    count: Count
    has_more: Annotated[bool, Field(alias="hasMore")]
    items: list[OrderRow]


class CurrencyRow(Wire):
    """A currency as SuiteQL tells it."""

    id: Id
    symbol: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class CurrencyRows(Wire):
    """One page of currencies."""

    count: Count
    has_more: Annotated[bool, Field(alias="hasMore")]
    items: list[CurrencyRow]


class OrderLine(Wire):
    """A line of a purchase order; ``amount`` is for the whole ``quantity``, ``rate`` for one unit."""

    line: Annotated[int, Field(ge=1)]
    quantity: Quantity
    billed: Annotated[Quantity, Field(alias="quantityBilled")]
    amount: Number
    rate: Number | None = None
    is_closed: Annotated[bool, Field(alias="isClosed")]


class OrderLines(Wire):
    """The lines of a purchase order."""

    count: Count
    has_more: Annotated[bool, Field(alias="hasMore")]
    items: list[OrderLine]


class Status(Wire):
    """The state of a record; ``refName`` is its name, as in ``Pending Bill``."""

    name: Annotated[str, Field(alias="refName", min_length=1)]


class Order(Wire):
    """A purchase order; ``subtotal`` is the sum of its lines, ``total`` has the tax on top."""

    id: Id
    number: Annotated[Text, Field(alias="tranId", min_length=1)]
    supplier: Annotated[Reference, Field(alias="entity")]
    currency: Reference
    ordered_on: Annotated[Day, Field(alias="tranDate")]
    subtotal: Number
    tax: Annotated[Number, Field(alias="taxTotal")] = Decimal(0)
    total: Number
    status: Status | None = None
    lines: Annotated[OrderLines, Field(alias="item")]


class BillRecord(Wire):
    """A supplier's bill."""

    id: Id
    external_id: Annotated[str, Field(alias="externalId")]
    number: Annotated[Text, Field(alias="tranId", min_length=1)]
    supplier: Annotated[Reference, Field(alias="entity")]
    currency: Reference
    issued_on: Annotated[Day, Field(alias="tranDate")]
    total: Number
    memo: PlainText = ""
