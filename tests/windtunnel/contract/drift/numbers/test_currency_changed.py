"""sem-currency-changed."""

from __future__ import annotations

from ..drifting import seen


def test_amounts_are_converted_and_nothing_tells() -> None:
    """Unless a field that names the currency is given."""
    assert seen("sem-currency-changed", "Ticket.total", {"total": 100, "currency": "EUR"}, rate=1.25) == {
        "total": 125.0,
        "currency": "EUR",
    }
    told = seen("sem-currency-changed", "Ticket.total", {"total": 1, "currency": "EUR"}, code_field="currency", rate=2)
    assert told == {"total": 2.0, "currency": "USD"}
