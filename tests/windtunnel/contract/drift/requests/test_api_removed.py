"""api-removed-without-deprecation."""

from __future__ import annotations

from ..drifting import asked, get, post, status


def test_the_operation_does_not_exist() -> None:
    """Others do."""
    got, answer = asked("api-removed-without-deprecation", get(), operations=["ListTickets"], status=410)
    assert (got, answer.status) == (None, 410)
    assert status("api-removed-without-deprecation", post({}), operations=["ListTickets"]) == 200
