"""response-body-became-nullable."""

from __future__ import annotations

from windtunnel.world.http import json_response

from ..drifting import answered


def test_the_body_is_null() -> None:
    """Errors have theirs."""
    assert answered("response-body-became-nullable", json_response({"id": 1})).body == b"null"
    assert answered("response-body-became-nullable", json_response({"error": 1}, 404)).json() == {"error": 1}
