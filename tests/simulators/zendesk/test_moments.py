"""Points in time."""

from __future__ import annotations

import pytest

from simulators.zendesk import moments


def test_times_have_whole_seconds() -> None:
    """Fractions are cut off, the zone is UTC."""
    assert moments.iso(1_767_603_600.9) == "2026-01-05T09:00:00Z"
    assert moments.completed(1_767_603_600.9) == "2026-01-05 09:00:00 +0000"


@pytest.mark.parametrize("text", ["2026-01-05T09:00:00Z", "2026-01-05T10:00:00+01:00", "2026-01-05T09:00:00"])
def test_times_are_read_in_any_zone(text: str) -> None:
    """A time without a zone is UTC."""
    assert moments.seconds(text) == 1_767_603_600


def test_what_is_no_time_is_refused() -> None:
    """Nonsense raises."""
    with pytest.raises(ValueError):
        moments.seconds("yesterday")
