"""sem-id-beyond-safe-integer."""

from __future__ import annotations

import json

from ..drifting import make, shown


def test_a_float_loses_the_id() -> None:
    """As in JavaScript."""
    new = shown("sem-id-beyond-safe-integer", "id", 111)
    assert isinstance(new, int)
    assert int(float(new)) != new
    assert json.loads(json.dumps(new)) == new


def test_text_stays_text() -> None:
    """A text passes through floats unharmed."""
    assert shown("sem-id-beyond-safe-integer", "subject", "111") == str(222 + 2**53 + 1)


def test_other_large_numbers_are_left_alone() -> None:
    """Ids that never were small."""
    drift = make("sem-id-beyond-safe-integer", "Ticket.id")
    assert (
        drift.original("9000000000000001, 9007199254740994 and 19999999999999999")
        == "9000000000000001, 9007199254740994 and 19999999999999999"
    )
