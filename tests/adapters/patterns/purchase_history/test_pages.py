"""Pages and cursors."""

from __future__ import annotations

import base64

import pytest

from adapters.errors import Rejected
from adapters.patterns.purchase_history.pages import cursor_after, line, page_as_json, place_of
from adapters.ports.warehouse import Place

from .conftest import purchase


def test_a_cursor_leads_back_to_its_purchase() -> None:
    """And can stand in a URL as it is."""
    last = purchase(3)
    cursor = cursor_after(last)
    assert place_of(cursor) == Place(last.purchased_at, "p-3")
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "?",
        "größe",
        "x" * 600,
        base64.urlsafe_b64encode(b'["2026-01-05T09:00:00", "p-1"]').decode(),
        base64.urlsafe_b64encode(b'["2026-01-05T09:00:00+00:00", 1]').decode(),
        base64.urlsafe_b64encode(b"[]").decode(),
        base64.urlsafe_b64encode(b"5").decode(),
    ],
)
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    """As the caller's mistake."""
    with pytest.raises(Rejected, match="cursor"):
        place_of(cursor)


def test_a_page_tells_whether_there_is_another() -> None:
    """By a cursor after its last purchase; amounts keep their digits."""
    purchases = [purchase(3), purchase(2), purchase(1)]
    page = page_as_json("c-1", purchases, 2)
    assert page["next"] == cursor_after(purchases[1])
    assert page["purchases"] == [
        {
            "id": each.id,
            "purchased_at": each.purchased_at.isoformat(),
            "product": "chair",
            "amount": "12.50",
            "currency": "EUR",
            "change_number": each.change_number,
        }
        for each in purchases[:2]
    ]
    assert page_as_json("c-1", purchases, 3)["next"] is None
    assert page_as_json("c-1", [], 3) == {"customer_id": "c-1", "purchases": [], "next": None}


def test_a_line_is_one_line() -> None:
    """Whatever stands in it."""
    assert line({"text": "a\nb"}) == b'{"text":"a\\nb"}\n'
