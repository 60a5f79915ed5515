"""Statuses of tickets."""

from __future__ import annotations

import pytest

from simulators.zendesk.tickets.statuses import next_status
from windtunnel.simulator import InvalidInput


@pytest.mark.parametrize(
    ("before", "wanted"),
    [("open", "new"), ("solved", "new"), ("closed", "open"), ("new", "deleted"), ("new", None), ("new", 5)],
)
def test_what_cannot_follow(before: str, wanted: object) -> None:
    """A ticket that was taken up is never new again, nothing follows closed, and what is no status is none."""
    with pytest.raises(InvalidInput):
        next_status({"status": before}, wanted)


@pytest.mark.parametrize(
    ("before", "wanted"), [("new", "solved"), ("solved", "open"), ("new", "new"), ("hold", "closed")]
)
def test_what_can_follow(before: str, wanted: str) -> None:
    """Any status leads on, and staying is no change."""
    assert next_status({"status": before}, wanted) == wanted
