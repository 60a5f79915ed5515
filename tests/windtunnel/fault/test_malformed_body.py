"""malformed-body."""

from __future__ import annotations

import pytest

from .striking import Vendor, make, send


def test_the_json_ends_in_the_middle_and_nothing_is_cut() -> None:
    """By HTTP's rules the answer is whole."""
    outcome = send(make({"kind": "malformed-body"}), Vendor())
    assert outcome.response is not None
    assert outcome.cut_after_bytes is None
    with pytest.raises(ValueError, match="."):
        outcome.response.json()
