"""slicer."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError

from .striking import Vendor, make, send


def test_the_body_comes_in_slices_of_varied_size() -> None:
    """Nothing late, nothing lost, the same slices for the same seed."""
    description = {"kind": "slicer", "average": 4, "variation": 2}
    outcomes = [send(make(description, seed=3), Vendor()) for _ in range(2)]
    slices = [[chunk.data for chunk in (outcome.response and outcome.response.chunks) or ()] for outcome in outcomes]
    assert slices[0] == slices[1]
    assert {len(part) for part in slices[0][:-1]} <= {2, 3, 4, 5, 6}
    assert len({len(part) for part in slices[0][:-1]}) > 1


def test_a_slice_has_a_size() -> None:
    """A variation as large as the average is refused."""
    with pytest.raises(UsageError, match="variation is not below average"):
        make({"kind": "slicer", "average": 4, "variation": 4})
