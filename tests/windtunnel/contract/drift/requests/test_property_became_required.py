"""request-property-became-required."""

from __future__ import annotations

from ..drifting import post, status


def test_bodies_without_the_property_are_refused() -> None:
    """It was optional."""
    options = {"at": "ticket.note", "operations": ["CreateTicket"]}
    assert status("request-property-became-required", post({"ticket": {}}), **options) == 400
    assert status("request-property-became-required", post({"ticket": {"note": "n"}}), **options) == 200
