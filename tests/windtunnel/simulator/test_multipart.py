"""Reading multipart/form-data."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.simulator import MalformedBody, UnsupportedMedia
from windtunnel.simulator.multipart import Part, read_multipart
from windtunnel.world.http import Request

NAMES = st.text("abcdef_[]", min_size=1, max_size=8)
BOUNDARY = "multipart/form-data; boundary=b"


def sent(**form: object) -> Request:
    """Return a request as httpx sends it."""
    built = httpx.Request("POST", "http://x/", **form)  # type: ignore[arg-type]  # its keywords
    return Request("POST", "/", headers=dict(built.headers), body=built.read())


def raw(body: bytes, content_type: str = BOUNDARY) -> Request:
    """Return a request with a body of our own."""
    return Request("POST", "/", headers={"content-type": content_type}, body=body)


def test_fields_and_files_are_told_apart() -> None:
    """In order, with names, file names and types."""
    files = {"file": ("tärm.csv", b"a;b\r\n--b--\r\n", "Text/CSV; charset=utf-8")}
    parts = read_multipart(sent(data={"title": "Käse"}, files=files))
    assert parts[0] == Part("title", "Käse".encode())
    assert parts[0].text == "Käse"
    assert (parts[1].name, parts[1].data, parts[1].content_type) == ("file", b"a;b\r\n--b--\r\n", "text/csv")
    assert parts[1].filename == "tärm.csv"


@given(st.lists(st.tuples(NAMES, st.binary(max_size=300)), min_size=1, max_size=4))
def test_whatever_bytes_are_sent_are_read(fields: list[tuple[str, bytes]]) -> None:
    """Line ends, dashes and zeros included; a name may come twice."""
    parts = read_multipart(sent(files=[(name, ("f", data)) for name, data in fields]))
    assert [(part.name, part.data) for part in parts] == fields


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (raw(b"{}", "application/json"), UnsupportedMedia),
        (raw(b"", ""), UnsupportedMedia),
        (raw(b"--b--", "multipart/form-data"), MalformedBody),
        (raw(b"nonsense"), MalformedBody),
        (raw(b""), MalformedBody),
        (raw(b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nhal'), MalformedBody),
        (raw(b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n"), MalformedBody),
    ],
)
def test_what_cannot_be_read_is_the_callers_problem(request_: Request, problem: type[Exception]) -> None:
    """Another type, no boundary, garbage, a body that breaks off, a part without a name."""
    with pytest.raises(problem):
        read_multipart(request_)


def test_a_field_that_is_no_text_is_refused_when_text_is_asked_for() -> None:
    """Its bytes are there all the same."""
    (part,) = read_multipart(sent(files={"a": ("a", b"\xff")}))
    assert part.data == b"\xff"
    with pytest.raises(MalformedBody, match="field 'a' is not UTF-8"):
        _ = part.text
