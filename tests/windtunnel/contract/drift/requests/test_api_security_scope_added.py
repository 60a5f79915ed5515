"""api-security-scope-added."""

from __future__ import annotations

from ..drifting import asked, get


def test_the_permission_is_missing() -> None:
    """And named."""
    _, answer = asked("api-security-scope-added", get(), operations=["ListTickets"], scope="tickets.all")
    assert (answer.status, answer.json()["detail"]) == (403, "scope tickets.all is required")
