"""Errors of the fault proxy."""

from __future__ import annotations

import pytest

from windtunnel.proxy import errors


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (errors.BadBodyError("EOF"), {"error": "bad request body: EOF", "status": 400}),
        (errors.MissingFieldError("name"), {"error": "missing required field: name", "status": 400}),
        (errors.InvalidToxicTypeError(), {"error": "invalid toxic type", "status": 400}),
        (errors.ProxyNotFoundError(), {"error": "proxy not found", "status": 404}),
        (errors.ToxicNotFoundError(), {"error": "toxic not found", "status": 404}),
        (errors.ProxyExistsError(), {"error": "proxy already exists", "status": 409}),
        (errors.ToxicExistsError(), {"error": "toxic already exists", "status": 409}),
        (errors.ListenError("x"), {"error": "x", "status": 500}),
        (errors.ControlError("x", 503), {"error": "x", "status": 503}),
    ],
)
def test_each_has_its_words_and_its_status(error: errors.ControlError, answer: dict[str, object]) -> None:
    """The words that clients of Toxiproxy know."""
    assert error.answer() == answer
