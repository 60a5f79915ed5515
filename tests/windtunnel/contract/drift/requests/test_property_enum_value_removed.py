"""request-property-enum-value-removed."""

from __future__ import annotations

from ..drifting import post, status


def test_the_value_is_refused() -> None:
    """Others are taken."""
    options = {"at": "ticket.status", "value": "new"}
    assert status("request-property-enum-value-removed", post({"ticket": {"status": "new"}}), **options) == 400
    assert status("request-property-enum-value-removed", post({"ticket": {"status": "old"}}), **options) == 200
