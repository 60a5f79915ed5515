"""Reads the numbers off a receipt by which people refer to it: the supplier's own, and that of the purchase order."""

from __future__ import annotations

import re
from collections.abc import Sequence

_INVOICE = re.compile(
    r"\b(?:invoice|inv|bill|receipt|doc(?:ument)?|rechnung(?:s|snummer)?|facture|slip|cb|trans(?:action)?)\s*"
    r"(?:no|number|num|nr|id|#|n°)?\s*[.:#]*\s*(?P<number>[A-Z]{0,5}[-/]?[0-9][A-Z0-9/-]{1,23})\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:\bp\.\s?o\.|\bpo\b|\b(?:purchase|your|customer)\s*order\b|\bbestell(?:ung|nummer|nr)\b|\bcommande\b)\s*"
    r"(?:no|number|num|nr|ref|n°)?\s*[.:#]*\s*(?:PO)?-?\s?(?P<number>[0-9]{3,12})\b",
    re.IGNORECASE,
)
PREFIX = "PO-"
"""How our own purchase orders are numbered; suppliers leave it out at times."""


def invoice_number(rows: Sequence[str]) -> str | None:
    """Return the supplier's number of the invoice, the first that a label tells; ``None`` when no label does."""
    return next((match["number"].upper() for row in rows for match in _INVOICE.finditer(row)), None)


def order_number(rows: Sequence[str]) -> str | None:
    """Return the number of the purchase order; ``None`` when there is none, or more than one."""
    found = {match["number"] for row in rows for match in _ORDER.finditer(row)}
    return f"{PREFIX}{found.pop()}" if len(found) == 1 else None
