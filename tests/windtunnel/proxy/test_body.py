"""Bodies of control requests."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.proxy.body import checked, fields, kind_of, read_value
from windtunnel.proxy.errors import BadBodyError
from windtunnel.proxy.model import ProxyBody


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b' \n [1] {"more"', [1]),
        (b"null", None),
        (b'"\xff"', "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_the_first_value_counts(body: bytes, value: Any) -> None:
    """What follows is ignored, bytes that are no text are replaced."""
    assert read_value(body) == value


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "EOF"),
        (b" \n", "EOF"),
        (b"{", "unexpected EOF"),
        (b'{"a": ', "unexpected EOF"),
        (b'{"a', "unexpected EOF"),
        (b"[1, ", "unexpected EOF"),
        (b"{'a'}", "line 1, column 2"),
        (b"NaN", "NaN is not JSON"),
        (b"[" * 100_000, "max depth|EOF"),
        (b"9" * 5000, "digits"),
        (b"\xff\xfe", "line 1, column 1"),
    ],
)
def test_what_is_no_json_is_told(body: bytes, message: str) -> None:
    """Cut off is told apart from malformed."""
    with pytest.raises(BadBodyError, match=message):
        read_value(body)


def test_fields_have_any_case_and_null_is_absent() -> None:
    """The last of several wins; half characters are replaced."""
    value = {"Name": "a", "NAME": "b", "x": None, "y": "\ud800"}
    assert fields(value, "a proxy") == {"name": "b", "y": "\N{REPLACEMENT CHARACTER}"}
    assert fields(None, "a proxy") == {}


@pytest.mark.parametrize(
    ("value", "kind"), [([], "an array"), ("", "a string"), (1, "a number"), (1.5, "a number"), (True, "a boolean")]
)
def test_what_is_no_object_is_told(value: Any, kind: str) -> None:
    """With what it is."""
    assert kind_of(value) == kind
    with pytest.raises(BadBodyError, match=f"a proxy is an object, not {kind}"):
        fields(value, "a proxy")


def test_a_field_of_the_wrong_kind_is_named() -> None:
    """With its place."""
    with pytest.raises(BadBodyError, match="bad request body: here: enabled: .*boolean"):
        checked(ProxyBody, {"enabled": 1}, "here: ")
