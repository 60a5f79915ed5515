"""request-parameter-became-required."""

from __future__ import annotations

from ..drifting import get, status


def test_requests_without_the_parameter_are_refused() -> None:
    """It was optional."""
    options = {"parameter": "status", "operations": ["ListTickets"]}
    assert status("request-parameter-became-required", get(), **options) == 400
    assert status("request-parameter-became-required", get("status=new"), **options) == 200
