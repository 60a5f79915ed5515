"""sem-error-as-success."""

from __future__ import annotations

from windtunnel.world.http import json_response

from ..drifting import answered


def test_errors_have_status_200_and_their_body() -> None:
    """Success stays."""
    answer = answered("sem-error-as-success", json_response({"error": 1}, 429))
    assert (answer.status, answer.json()) == (200, {"error": 1})
    created = json_response({}, 201)
    assert answered("sem-error-as-success", created) is created
