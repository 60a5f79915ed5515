"""new-required-request-parameter."""

from __future__ import annotations

from ..drifting import asked, get, post, status


def test_requests_without_the_parameter_are_refused() -> None:
    """Before they have an effect."""
    got, answer = asked("new-required-request-parameter", get(), operations=["ListTickets"])
    assert (got, answer.status) == (None, 400)
    assert status("new-required-request-parameter", get("tenant=a"), operations=["ListTickets"]) == 200


def test_other_operations_are_left_alone() -> None:
    """Signing in goes on."""
    assert status("new-required-request-parameter", post({}), operations=["ListTickets"]) == 200
