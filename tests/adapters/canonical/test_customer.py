"""Customers."""

from __future__ import annotations

from adapters.canonical import Customer


def test_a_customer_is_fresh_unless_it_is_said_to_be_stale() -> None:
    """Staleness is marked, never assumed away."""
    customer = Customer(id="003", email="a@mail.example", name="A")
    assert not customer.stale
    assert customer.model_copy(update={"stale": True}).stale
