"""response-success-status-removed."""

from __future__ import annotations

from windtunnel.world.http import json_response

from ..drifting import answered


def test_success_says_nothing_more() -> None:
    """Errors stay."""
    answer = answered("response-success-status-removed", json_response({"id": 1}, 201, [("X-Id", "1")]))
    assert (answer.status, answer.body, answer.headers) == (204, b"", [("X-Id", "1")])
    assert answered("response-success-status-removed", json_response({"error": 1}, 404)).status == 404
