"""Which lane a key belongs to."""

from __future__ import annotations

from collections import Counter

from adapters.brokers.lanes import lane_of


def test_a_key_stays_in_its_lane() -> None:
    """The lanes of some keys, written down: they must be the same in every process and version."""
    assert [lane_of(key, 8) for key in ("acme", "globex", "", "käse")] == [0, 7, 4, 0]


def test_keys_spread_over_all_lanes() -> None:
    """No lane gets much more than its share."""
    found = Counter(lane_of(f"customer {number}", 8) for number in range(8000))
    assert set(found) == set(range(8))
    assert max(found.values()) < 1200
