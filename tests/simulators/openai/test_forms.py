"""Forms in several parts."""

from __future__ import annotations

import pytest

from tests.simulators.openai.desk import BOUNDARY, Desk, error_of

FORM = f"multipart/form-data; boundary={BOUNDARY}"


def test_brackets_open_a_nested_field(desk: Desk) -> None:
    """``expires_after[seconds]`` is a number inside of ``expires_after``."""
    sent = {"expires_after__anchor": "created_at", "expires_after__seconds": "3600"}
    file = desk.form("/files", purpose="user_data", file=("a.txt", b"a"), **sent).json()
    assert file["expires_at"] == file["created_at"] + 3600


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"purpose": "user_data"}, "file", "missing_required_parameter"),
        ({"file": ("a.txt", b"a")}, "purpose", "missing_required_parameter"),
        ({"file": ("a.txt", b"a"), "purpose": "fun"}, "purpose", "invalid_value"),
        ({"file": ("a.txt", b"a"), "purpose": "evals", "colour": "red"}, "colour", "unknown_parameter"),
        ({"file": "not a file", "purpose": "evals"}, "file", "invalid_type"),
        (
            {
                "file": ("a", b""),
                "purpose": "evals",
                "expires_after__anchor": "created_at",
                "expires_after__seconds": "9",
            },
            "expires_after.seconds",
            "integer_below_min_value",
        ),
    ],
)
def test_a_form_has_to_fit(desk: Desk, fields: dict[str, str | tuple[str, bytes]], param: str, code: str) -> None:
    """Forms are held against the contract as JSON is."""
    error = error_of(desk.form("/files", **fields))
    assert (error["param"], error["code"]) == (param, code)


@pytest.mark.parametrize(
    ("content_type", "content", "told"),
    [
        ("application/json", b"{}", "Invalid Content-Type header (application/json), expected multipart/form-data."),
        ("multipart/form-data", b"", "Could not parse multipart form"),
        (FORM, b"--something else", "Could not parse multipart form"),
        (
            FORM,
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n'.encode()
            + b"\xff\r\n"
            + f"--{BOUNDARY}--\r\n".encode(),
            "Could not parse multipart form",
        ),
    ],
)
def test_what_is_no_form_is_refused(desk: Desk, content_type: str, content: bytes, told: str) -> None:
    """With 400 and a sentence."""
    error = error_of(desk.send("POST", "/files", headers={"content-type": content_type}, content=content))
    assert error["message"] == told
