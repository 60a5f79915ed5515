"""api-security-added."""

from __future__ import annotations

from ..drifting import get, status


def test_the_credentials_are_not_good_enough() -> None:
    """Whatever they are."""
    request = get(authorization="Bearer good")
    assert status("api-security-added", request, operations=["ListTickets"]) == 401
