"""Forms in several parts."""

from __future__ import annotations

import pytest

from simulators.slack.multipart import parse_multipart
from windtunnel.world.http import Request

BODY = (
    b'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\nxoxb-1\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    b"line\r\n--not the boundary\r\n\r\n--b--\r\n"
)


def request(body: bytes, media: str = "multipart/form-data; boundary=b") -> Request:
    """Return a request with a body."""
    return Request("POST", "/", headers={"content-type": media}, body=body)


def test_fields_and_files_are_told_apart() -> None:
    """A part with a file name is a file; its bytes stay as they were."""
    token, file = parse_multipart(request(BODY))
    assert (token.name, token.filename, token.content) == ("token", None, b"xoxb-1")
    assert (file.name, file.filename, file.content) == ("file", "a.txt", b"line\r\n--not the boundary\r\n")


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (BODY, "multipart/form-data"),
        (BODY[:-6], "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data; boundary=b"),
        (b"--b\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b"),
    ],
)
def test_a_broken_form_is_refused(body: bytes, media: str) -> None:
    """No boundary, no end, or a part without a name."""
    with pytest.raises(ValueError, match=r"boundary|name"):
        parse_multipart(request(body, media))
