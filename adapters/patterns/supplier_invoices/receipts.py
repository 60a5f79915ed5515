"""``python -m adapters.patterns.supplier_invoices.receipts``: scanned receipts as rows of a workload.

Reads receipts as JSON Lines, each with ``id``, ``lines`` (``top``, ``left``, ``text``) and ``key`` (what a person read
off it: ``company``, ``date``, ``total``), and writes one row for each to standard output: ``id``, ``sender``,
``supplier``, ``order``, ``stated``, ``currency``, ``text``, ``total``, ``date``, ``expected`` and ``ai``. Receipts that
the person could not read, or read as no amount that can be billed, are expected to end with a person.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from .amounts import amounts
from .dates import Calendar, read_date

ROW_PIXELS = 12
NEVER = date(2100, 1, 1)
CENTURY_DAYS = 40_000
CURRENCY = "MYR"
ORDERS_FROM = 1_000
SENDER_LENGTH_MAX = 60


class UnreadableReceipts(Exception):
    """The file is not one of receipts; the message names the line."""


def rows_of_scan(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the text of a scan row by row, from left to right.

    Args:
        lines: pieces of text with ``top`` and ``left`` in pixels.
    """
    rows: list[tuple[float, list[Mapping[str, Any]]]] = []
    for piece in sorted(lines, key=lambda each: (each["top"], each["left"])):
        if rows and piece["top"] - rows[-1][0] <= ROW_PIXELS:
            rows[-1][1].append(piece)
        else:
            rows.append((piece["top"], [piece]))
    return [" ".join(str(piece["text"]) for piece in sorted(row, key=lambda each: each["left"])) for _, row in rows]


def workload_row(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row for one receipt.

    Raises:
        KeyError: a field is missing.
    """
    number, read = str(receipt["id"]), receipt["key"]
    total, issued_on = _total(str(read["total"])), _date(str(read["date"]))
    supplier = str(read["company"]).strip() or f"Supplier {number}"
    order = f"PO-{ORDERS_FROM + int(re.sub('[^0-9]', '', number) or 0)}"
    known = total is not None and issued_on is not None
    return {
        "id": number,
        "sender": re.sub("[^a-z0-9]+", "-", supplier.lower()).strip("-")[:SENDER_LENGTH_MAX],
        "supplier": supplier,
        "order": order,
        "stated": order,
        "currency": CURRENCY,
        "text": "\n".join(rows_of_scan(receipt["lines"])),
        "total": 0.0 if total is None else float(total),
        "date": issued_on.isoformat() if issued_on is not None else "",
        "expected": "posted" if known else "review",
        "ai": json.dumps(
            {
                "total": "" if total is None else f"{total:.2f}",
                "issued_on": "" if issued_on is None else issued_on.isoformat(),
                "number": "",
                "confidence": 0.9 if known else 0.0,
                "explanation": "Read off the total row and the date.",
            }
        ),
    }


def _total(text: str) -> Decimal | None:
    found = [amount.value for amount in amounts(text.replace("RM", "RM ")) if amount.value > 0]
    return found[0] if len(found) == 1 else None


def _date(text: str) -> date | None:
    found = read_date([text.strip("()")], Calendar(NEVER, CENTURY_DAYS, "day-first"))
    return found[0].value if len(found) == 1 else None


def convert(source: TextIO) -> Iterator[dict[str, Any]]:
    """Yield the rows for the receipts in ``source``.

    Raises:
        UnreadableReceipts: naming the line.
    """
    for number, line in enumerate(source, start=1):
        if line.strip():
            try:
                yield workload_row(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise UnreadableReceipts(f"line {number}: {type(error).__name__}: {error}") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Convert a file; return the exit code: 0, or 2 when the file cannot be read."""
    parser = argparse.ArgumentParser(prog="receipts", description="Scanned receipts as rows of a workload.")
    parser.add_argument("file", type=Path, help="JSON Lines of receipts: id, lines, key")
    file: Path = parser.parse_args(arguments).file
    try:
        with file.open(encoding="utf-8") as source:
            for row in convert(source):
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    except (OSError, UnicodeDecodeError, UnreadableReceipts) as error:
        sys.stderr.write(f"error: {file}: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
