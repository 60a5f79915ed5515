"""Forms with a file."""

from __future__ import annotations

import pytest

from tests.simulators.anthropic.desk import BOUNDARY, Desk, message_of

FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


def test_only_the_last_part_of_a_name_counts(desk: Desk) -> None:
    """Folders are not kept, whichever way they are written."""
    assert desk.upload("../a/b.txt", b"x").json()["filename"] == "b.txt"
    assert desk.upload("C:\\a\\b.txt", b"x").json()["filename"] == "b.txt"


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        ("3599", "expires_in_seconds: Input should be greater than or equal to 3600"),
        ("7776001", "expires_in_seconds: Input should be less than or equal to 7776000"),
        ("soon", "expires_in_seconds: Input should be a valid integer"),
    ],
)
def test_lifetimes_have_bounds(desk: Desk, seconds: str, message: str) -> None:
    """An hour to ninety days."""
    assert message_of(desk.upload("a.txt", b"x", expires_in_seconds=seconds)) == message


def test_unknown_fields_are_refused(desk: Desk) -> None:
    """By name."""
    assert message_of(desk.upload("a.txt", b"x", purpose="batch")) == "purpose: Extra inputs are not permitted"


@pytest.mark.parametrize(
    ("headers", "content", "message"),
    [
        ({"content-type": "application/json"}, b"{}", "Expected multipart/form-data with a file"),
        (FORM, b"nonsense", "Expected multipart/form-data with a file"),
        (FORM, f"--{BOUNDARY}--\r\n".encode(), "file: Field required"),
        (
            FORM,
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--{BOUNDARY}--\r\n'.encode(),
            "file: Field required",
        ),
    ],
)
def test_what_is_no_upload_is_refused(desk: Desk, headers: dict[str, str], content: bytes, message: str) -> None:
    """Other media, broken forms, and forms without a file."""
    response = desk.send("POST", "/v1/files", headers=headers, content=content)
    assert (response.status, message_of(response)) == (400, message)
