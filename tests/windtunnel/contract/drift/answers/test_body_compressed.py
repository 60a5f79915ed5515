"""sem-body-compressed."""

from __future__ import annotations

import gzip

from windtunnel.world.http import json_response

from ..drifting import answered


def test_bodies_are_compressed_and_say_so() -> None:
    """The same bytes every time; nothing is compressed twice."""
    answer = answered("sem-body-compressed", json_response({"id": 1}))
    assert answer.header("content-encoding") == "gzip"
    assert gzip.decompress(answer.body) == b'{"id":1}'
    assert answered("sem-body-compressed", json_response({"id": 1})).body == answer.body
    assert answered("sem-body-compressed", answer) is answer
