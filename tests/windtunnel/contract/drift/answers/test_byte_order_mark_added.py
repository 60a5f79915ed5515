"""sem-byte-order-mark-added."""

from __future__ import annotations

import json

from windtunnel.world.http import Response, json_response

from ..drifting import answered


def test_three_bytes_stand_before_the_body() -> None:
    """Only before JSON."""
    answer = answered("sem-byte-order-mark-added", json_response({"id": 1}))
    assert answer.body == b'\xef\xbb\xbf{"id":1}'
    assert json.loads(answer.body.decode("utf-8-sig")) == {"id": 1}
    plain = Response(200, [("Content-Type", "text/plain")], b"a")
    assert answered("sem-byte-order-mark-added", plain) is plain
