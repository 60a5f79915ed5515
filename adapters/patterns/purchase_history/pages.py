"""Pages of purchases: cursors that point at a purchase, and purchases as JSON."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from ...errors import Rejected
from ...ports.warehouse import Place, Purchase

CURSOR_LENGTH_MAX = 512


def cursor_after(purchase: Purchase) -> str:
    """Return the cursor of the page that begins after ``purchase``.

    It points at a purchase, not at a number of rows, so that a page neither repeats nor skips anything when purchases
    come or go meanwhile.
    """
    place = json.dumps([purchase.purchased_at.isoformat(), purchase.id])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(cursor: str) -> Place:
    """Return where a cursor points.

    Raises:
        Rejected: it is none that this service gave out.
    """
    try:
        if len(cursor) > CURSOR_LENGTH_MAX:
            raise ValueError("too long")
        at, id = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        purchased_at = datetime.fromisoformat(at)
        if purchased_at.tzinfo is None or not isinstance(id, str):
            raise ValueError("not a place")
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise Rejected("cursor: not one that was given out here", fields=("cursor",)) from None
    return Place(purchased_at, id)


def as_json(purchase: Purchase) -> Mapping[str, str | int]:
    """Return a purchase as it is told; amounts are texts, so that nobody rounds them.

    By the change number a caller tells which of two readings is the newer one, and which message told the purchase.
    """
    return {
        "id": purchase.id,
        "purchased_at": purchase.purchased_at.isoformat(),
        "product": purchase.product,
        "amount": str(purchase.amount),
        "currency": purchase.currency,
        "change_number": purchase.change_number,
    }


def page_as_json(customer_id: str, purchases: Sequence[Purchase], limit: int) -> Mapping[str, object]:
    """Return a page; of ``limit + 1`` purchases the last one only tells that there is another page."""
    shown = purchases[:limit]
    following = cursor_after(shown[-1]) if len(purchases) > limit else None
    return {"customer_id": customer_id, "purchases": [as_json(each) for each in shown], "next": following}


def line(content: Mapping[str, object]) -> bytes:
    """Return a line of newline-delimited JSON."""
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"
