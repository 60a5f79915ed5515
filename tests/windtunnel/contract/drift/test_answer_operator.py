"""Changing whole answers."""

from __future__ import annotations

from windtunnel.contract.drift.answer_operator import is_success, with_header
from windtunnel.world.http import Chunk, Response, json_response

from .drifting import answered


def test_streams_are_left_alone() -> None:
    """Their bytes are on their way already."""
    stream = Response(200, [], chunks=(Chunk(b"{}"),))
    assert answered("sem-body-wrapped", stream) is stream


def test_errors_keep_the_form_of_their_body() -> None:
    """Operators on bodies change success."""
    error = json_response({"error": 1}, 400)
    assert answered("sem-body-wrapped", error) is error
    assert [is_success(Response(status)) for status in (199, 200, 299, 300)] == [False, True, True, False]


def test_a_header_is_set_on_a_copy() -> None:
    """The system may keep what it sent."""
    response = json_response({})
    assert with_header(response, "content-type", "a/b").headers == [("content-type", "a/b")]
    assert response.headers == [("Content-Type", "application/json; charset=utf-8")]
