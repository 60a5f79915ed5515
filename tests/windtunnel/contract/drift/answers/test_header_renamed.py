"""sem-header-renamed."""

from __future__ import annotations

from windtunnel.world.http import json_response

from ..drifting import answered


def test_a_family_of_headers_has_another_name() -> None:
    """Values stay."""
    response = json_response({}, 200, [("X-RateLimit-Remaining", "7"), ("x-ratelimit-limit", "9")])
    answer = answered("sem-header-renamed", response)
    assert answer.headers[1:] == [("RateLimit-Remaining", "7"), ("RateLimit-limit", "9")]
    assert answered("sem-header-renamed", response, header="Link", to="X-Link") is response
