"""request-parameter-enum-value-removed."""

from __future__ import annotations

from ..drifting import get, status


def test_the_value_is_refused() -> None:
    """Others are taken."""
    options = {"parameter": "status", "value": "new"}
    assert status("request-parameter-enum-value-removed", get("status=new"), **options) == 400
    assert status("request-parameter-enum-value-removed", get("status=old"), **options) == 200
    assert status("request-parameter-enum-value-removed", get(), **options) == 200
