"""What operators have in common."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from windtunnel.contract.drift import read_drift
from windtunnel.contract.drift.description import DriftDescription


def test_times_are_read_as_people_write_them() -> None:
    """Durations have units."""
    drift = read_drift({"on": "a", "operator": "sem-unit-scaled", "at": "A.b", "from": "2m", "for": "1h"}, place="x")
    assert (drift.from_, drift.for_) == (120.0, 3600.0)


def test_descriptions_are_frozen() -> None:
    """A description is data; a run cannot change it."""
    drift: DriftDescription = read_drift({"on": "a", "operator": "sem-unit-scaled", "at": "A.b"}, place="x")
    with pytest.raises(ValidationError):
        drift.at = "A.c"  # type: ignore[misc]  # what must not work
