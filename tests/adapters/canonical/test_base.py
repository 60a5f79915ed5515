"""What canonical records share."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from adapters.canonical.base import Record


class Thing(Record):
    """A record."""

    number: int


def test_records_are_frozen() -> None:
    """Nobody changes what another step has read."""
    thing = Thing(number=1)
    with pytest.raises(ValidationError):
        thing.number = 2  # type: ignore[misc]  # what must not work


@pytest.mark.parametrize("data", [{"number": "1"}, {"number": 1.0}, {"number": 1, "extra": 2}, {}])
def test_nothing_is_coerced_added_or_left_out(data: dict[str, object]) -> None:
    """The hub sees exactly what was declared."""
    with pytest.raises(ValidationError):
        Thing.model_validate(data)
