"""sem-body-wrapped."""

from __future__ import annotations

from windtunnel.world.http import json_response

from ..drifting import answered


def test_the_body_stands_in_an_envelope() -> None:
    """Under any name."""
    assert answered("sem-body-wrapped", json_response([1])).json() == {"data": [1]}
    assert answered("sem-body-wrapped", json_response([1]), under="result").json() == {"result": [1]}
