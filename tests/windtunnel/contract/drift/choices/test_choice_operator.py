"""Values that are written otherwise."""

from __future__ import annotations

from ..drifting import written


def test_the_contract_tells_which_value_a_new_form_stands_for() -> None:
    """Old values and unknown ones pass."""
    operator = "sem-enum-case-changed"
    assert written(operator, "Ticket.status", {"status": "SOLVED"}) == {"status": "solved"}
    assert written(operator, "Ticket.status", {"status": "new"}) == {"status": "new"}
    assert written(operator, "Ticket.status", {"status": "LOST"}) == {"status": "LOST"}
