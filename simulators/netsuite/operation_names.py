"""Names of the operations that exist once for every record type."""

from __future__ import annotations

WRITABLE = (
    "customer",
    "contact",
    "vendor",
    "employee",
    "salesOrder",
    "invoice",
    "purchaseOrder",
    "vendorBill",
    "customerPayment",
    "opportunity",
    "estimate",
    "journalEntry",
    "inventoryItem",
    "assemblyItem",
    "nonInventorySaleItem",
    "serviceSaleItem",
    "supportCase",
)
READABLE = (*WRITABLE, "currency", "subsidiary", "account", "term")
TRANSFORMS = (
    ("customer", "salesOrder"),
    ("customer", "invoice"),
    ("estimate", "salesOrder"),
    ("estimate", "invoice"),
    ("opportunity", "estimate"),
    ("opportunity", "salesOrder"),
    ("salesOrder", "invoice"),
    ("purchaseOrder", "vendorBill"),
    ("invoice", "customerPayment"),
)


def capital(name: str) -> str:
    """Return a name with its first letter in upper case."""
    return name[:1].upper() + name[1:]


def readings(verb: str) -> tuple[str, ...]:
    """Return the operations that read with ``verb``: of every type, and of custom records."""
    return (*(f"{verb}{capital(name)}" for name in READABLE), "listRecords" if verb == "list" else f"{verb}Record")


def writings(verb: str) -> tuple[str, ...]:
    """Return the operations that write with ``verb``: of every type that can be written, and of custom records."""
    return (*(f"{verb}{capital(name)}" for name in WRITABLE), f"{verb}Record")


def transforms() -> tuple[str, ...]:
    """Return the operations that make a record of one type out of one of another."""
    return (*(f"transform{capital(source)}To{capital(target)}" for source, target in TRANSFORMS), "transformRecord")
