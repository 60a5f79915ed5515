"""required-response-header-removed."""

from __future__ import annotations

from windtunnel.world.http import json_response

from ..drifting import answered


def test_the_header_is_gone() -> None:
    """In whatever case it was written."""
    response = json_response({}, 429, [("retry-after", "7"), ("X-Id", "1")])
    answer = answered("required-response-header-removed", response)
    assert (answer.header("Retry-After"), answer.header("X-Id")) == (None, "1")
    assert answered("required-response-header-removed", response, header="Link") is response
