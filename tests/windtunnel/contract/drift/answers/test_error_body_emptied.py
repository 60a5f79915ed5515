"""sem-error-body-emptied."""

from __future__ import annotations

from windtunnel.world.http import json_response

from ..drifting import answered


def test_errors_say_nothing() -> None:
    """Their other headers stay."""
    answer = answered("sem-error-body-emptied", json_response({"error": 1}, 429, [("Retry-After", "7")]))
    assert (answer.status, answer.body, answer.headers) == (429, b"", [("Retry-After", "7")])
    success = json_response({"id": 1})
    assert answered("sem-error-body-emptied", success) is success
