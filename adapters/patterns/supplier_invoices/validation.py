"""Checks an invoice against its purchase order: what does not fit goes to a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from ...canonical.purchase import Bill, PurchaseOrder
from .records import Invoice

ROUNDING = Decimal("0.05")
"""Cash is rounded to the next five cents; so much an invoice may always differ."""
MEMO = "receipt {id}"

SIMILARITY_MIN = 0.75
LEGAL_FORMS = frozenset({"sdn", "bhd", "gmbh", "ltd", "inc", "llc", "plc", "limited", "company", "sarl", "and", "the"})
_WORD = re.compile(r"[^\W\d_]{2,}")
_SYMBOLS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bRM\s?[0-9]|\bMYR\b|\(RM\)"), "MYR"),
    (re.compile(r"€|\bEUR\b"), "EUR"),
    (re.compile(r"£|\bGBP\b"), "GBP"),
    (re.compile(r"\bUSD\b|US\$"), "USD"),
    (re.compile(r"\bCHF\b"), "CHF"),
    (re.compile(r"\bSEK\b"), "SEK"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """An invoice next to its order, and the text that it was read from."""

    invoice: Invoice
    order: PurchaseOrder
    text: str
    tolerance: Decimal

    @property
    def allowed(self) -> Decimal:
        """How far the invoice may differ from what is open."""
        return max(ROUNDING, self.order.total * self.tolerance)


RULES: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("billed already: nothing of the purchase order is open", lambda case: case.order.open_total <= 0),
    (
        "another currency: the receipt names one that is not the order's",
        lambda case: bool(named := currencies(case.text)) and case.order.currency not in named,
    ),
    (
        "another supplier: the receipt does not name the order's",
        lambda case: not names_supplier(case.text, case.order.supplier_name),
    ),
    (
        "too much: the total is more than what is open of the purchase order",
        lambda case: case.invoice.total > case.order.open_total + case.allowed,
    ),
    (
        "too little: the total is less than what is open of the purchase order",
        lambda case: case.invoice.total < case.order.open_total - case.allowed,
    ),
)
"""Why an invoice cannot be posted, and how to see it; the first rule that applies is the reason."""


def currencies(text: str) -> frozenset[str]:
    """Return the currencies that a receipt names; a dollar sign alone names none."""
    return frozenset(currency for pattern, currency in _SYMBOLS if pattern.search(text))


def names_supplier(text: str, supplier: str) -> bool:
    """Return whether half of the words of a supplier's name stand in a text, some misread, legal forms aside."""
    wanted = set(_WORD.findall(supplier.casefold())) - LEGAL_FORMS
    there = set(_WORD.findall(text.casefold()))
    missing = wanted - there
    if 2 * len(missing) > len(wanted):
        missing = {word for word in missing if not get_close_matches(word, there, 1, SIMILARITY_MIN)}
    return 2 * len(missing) <= len(wanted)


def objection(case: Case) -> str | None:
    """Return why an invoice does not fit its order, ``None`` when it does."""
    return next((reason for reason, applies in RULES if applies(case)), None)


def bill(invoice: Invoice, order: PurchaseOrder) -> Bill:
    """Return the bill to be posted; its key is the receipt's, so that it is posted once."""
    return Bill(
        key=invoice.receipt_id,
        number=invoice.number,
        purchase_order_id=order.id,
        supplier_id=order.supplier_id,
        currency=order.currency,
        total=invoice.total,
        issued_on=invoice.issued_on,
        memo=MEMO.format(id=invoice.receipt_id),
    )
