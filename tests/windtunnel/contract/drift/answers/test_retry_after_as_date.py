"""sem-retry-after-as-date."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from windtunnel.world.http import json_response

from ..drifting import answered


def test_seconds_become_the_moment() -> None:
    """By the world's clock."""
    response = json_response({}, 429, [("Retry-After", "7")])
    answer = answered("sem-retry-after-as-date", response, at=1767603600.0)
    assert answer.header("retry-after") == "Mon, 05 Jan 2026 09:00:07 GMT"
    assert parsedate_to_datetime(answer.header("retry-after") or "").timestamp() == 1767603607
    assert answered("sem-retry-after-as-date", answer) is answer
