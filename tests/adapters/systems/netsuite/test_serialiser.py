"""Bills, as NetSuite takes them."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.systems.netsuite.serialiser import bill_body, external_id, idempotency_key
from adapters.systems.netsuite.wire import Order

from .player import BILL, line, order

LINES = (line(1, 2, 100), line(2, 1, 50), line(3, 4, 10, quantityBilled=3.0), line(4, 1, 5, isClosed=True))


def charged(total: str, *lines: dict[str, Any]) -> list[tuple[int, float, float]]:
    """Return line, quantity and amount of what a bill charges."""
    body = bill_body(BILL.model_copy(update={"total": Decimal(total)}), Order.model_validate(order(*lines)))
    return [(each["orderLine"], each["quantity"], each["amount"]) for each in body["item"]["items"]]


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("152.50", [(1, 2.0, 100.0), (2, 1.0, 50.0), (3, 1.0, 2.5)]),
        ("100.00", [(1, 2.0, 100.0)]),
        ("25.00", [(1, 0.5, 25.0)]),
        ("110.00", [(1, 2.0, 100.0), (2, 0.2, 10.0)]),
        ("160.00", [(1, 2.0, 100.0), (2, 1.0, 50.0), (3, 1.0, 10.0)]),
    ],
)
def test_open_lines_are_billed_in_their_order(total: str, expected: list[tuple[int, float, float]]) -> None:
    """The last one in part, or for more than was ordered; what is billed or closed is left alone."""
    assert charged(total, *LINES) == expected


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 10**7)), min_size=1, max_size=6),
    st.integers(1, 10**8),
)
def test_the_lines_of_a_bill_make_up_its_total(ordered: list[tuple[int, int]], cents: int) -> None:
    """To the cent, whatever was ordered, and no line is charged with nothing or for no quantity."""
    lines = [line(n, float(quantity), amount / 100) for n, (quantity, amount) in enumerate(ordered, 1)]
    total = Decimal(cents) / 100
    charges = charged(str(total), *lines)
    assert sum(Decimal(str(amount)) for _, _, amount in charges) == total
    assert all(quantity > 0 and amount > 0 for _, quantity, amount in charges)


def test_keys_are_the_same_for_every_attempt() -> None:
    """And different for different bills; the idempotency key is a UUID."""
    assert external_id("a") == external_id("a") != external_id("b")
    assert uuid.UUID(idempotency_key("a")) == uuid.UUID(idempotency_key("a"))
    assert idempotency_key("a") != idempotency_key("b")


def test_an_empty_memo_is_left_out() -> None:
    """There is nothing to say."""
    assert "memo" not in bill_body(BILL.model_copy(update={"memo": ""}), Order.model_validate(order()))
