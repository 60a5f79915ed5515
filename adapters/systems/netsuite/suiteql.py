"""Questions in SuiteQL, with values that cannot break out of them."""

from __future__ import annotations

CURRENCIES = "SELECT id, symbol FROM currency"


def quote(text: str) -> str:
    """Return ``text`` as a string: SuiteQL is Oracle's SQL, in which a quotation mark is doubled and nothing else."""
    return "'" + text.replace("'", "''") + "'"


def orders_by_number(number: str) -> str:
    """Return the query for all purchase orders with this number."""
    return f"SELECT id, tranid FROM transaction WHERE type = 'PurchOrd' AND tranid = {quote(number)}"  # noqa: S608  # quoted
