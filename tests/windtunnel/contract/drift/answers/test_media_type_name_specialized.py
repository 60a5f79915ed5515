"""response-media-type-name-specialized."""

from __future__ import annotations

from windtunnel.world.http import Response, json_response

from ..drifting import answered


def test_the_content_type_has_another_name() -> None:
    """The body is the same."""
    answer = answered("response-media-type-name-specialized", json_response({"id": 1}))
    assert (answer.header("content-type"), answer.json()) == ("application/hal+json", {"id": 1})
    plain = Response(200, [("Content-Type", "text/plain")], b"a")
    assert answered("response-media-type-name-specialized", plain) is plain
