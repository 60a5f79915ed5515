"""Reading and writing bodies and queries."""

from __future__ import annotations

import pytest

from windtunnel.contract.drift import bodies
from windtunnel.world.http import Request, Response

FORM = {"content-type": "application/x-www-form-urlencoded", "content-length": "3"}


def test_integers_beyond_64_bits_are_written() -> None:
    """As JSON allows."""
    assert bodies.dumps({"id": 2**70}) == b'{"id":1180591620717411303424}'


def test_a_form_is_read_and_written_as_a_form() -> None:
    """With its new length."""
    request = Request("POST", "/", headers=FORM, body=b"a=b")
    assert bodies.read_request(request) == {"a": "b"}
    changed = bodies.write_request(request, {"a": "b c"})
    assert (changed.body, changed.headers["content-length"]) == (b"a=b+c", "5")


@pytest.mark.parametrize("body", [b"<xml>", b"", b"\xff"])
def test_what_is_neither_json_nor_a_form_is_nothing(body: bytes) -> None:
    """Not an error."""
    assert bodies.read_request(Request("POST", "/", body=body)) is bodies.NOTHING
    assert bodies.read_answer(Response(200, [], body)) is bodies.NOTHING


def test_other_parameters_stay_as_they_were_written() -> None:
    """Spaces too."""
    request = Request("GET", "/", "a=b%20c&page%5Bsize%5D=5&d")
    assert bodies.with_argument(request, "page[size]", "2").query == "a=b%20c&page%5Bsize%5D=2&d"
    assert bodies.with_argument(request, "e", "f g").query == "a=b%20c&page%5Bsize%5D=5&d&e=f+g"
    assert bodies.without_argument(request, "a").query == "page%5Bsize%5D=5&d"
    assert bodies.without_argument(request, "d").query == "a=b%20c&page%5Bsize%5D=5"
    assert bodies.renamed_argument(request, "a", "z").query == "z=b%20c&page%5Bsize%5D=5&d"
    assert bodies.without_argument(request, "z") is request


def test_a_path_of_names_is_followed() -> None:
    """To nothing, where it ends early."""
    assert bodies.dig({"a": {"b": None}}, "a.b") is None
    assert bodies.dig({"a": {"b": None}}, "a.b.c") is bodies.NOTHING
    assert bodies.dig([], "a") is bodies.NOTHING
