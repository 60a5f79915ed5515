"""sem-charset-changed."""

from __future__ import annotations

import json

import pytest

from windtunnel.world.http import json_response

from ..drifting import answered


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-16"])
def test_who_reads_the_charset_gets_the_same_text(charset: str) -> None:
    """Also of letters that the charset lacks."""
    body = {"name": "Zoë € 漢字 😀 \x81"}
    answer = answered("sem-charset-changed", json_response(body), to=charset)
    assert answer.header("content-type") == f"application/json; charset={charset}"
    assert json.loads(answer.body.decode(charset)) == body


def test_nothing_need_say_so() -> None:
    """Who believes in UTF-8 gets an error, or wrong letters."""
    answer = answered("sem-charset-changed", json_response({"name": "Zoë"}), announced=False)
    assert answer.header("content-type") == "application/json; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode()


def test_plain_letters_are_the_same_in_both() -> None:
    """Then nothing was changed."""
    plain = json_response({"name": "Zoe"})
    assert answered("sem-charset-changed", plain) is plain
