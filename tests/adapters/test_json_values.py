"""JSON as systems exchange it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.json_values import decoded, encoded

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    """And is what the standard library would write and read."""
    content = encoded(value)
    assert decoded(content) == decoded(content.decode()) == json.loads(content) == value
    assert b"\n" not in content


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"a": 1,}', b"<html>", b"NaN", b'{"a": -Infinity}', b"[1e999999, Infinity]", b'"\xff"']
)
def test_what_is_no_json_is_refused(content: bytes) -> None:
    """Numbers that JSON does not have are no JSON."""
    with pytest.raises(ValueError, match=r"."):
        decoded(content)


def test_what_only_the_library_reads_is_read() -> None:
    """UTF-16, and half of a surrogate pair in an escape."""
    assert decoded('{"a": "é"}'.encode("utf-16")) == {"a": "é"}
    assert decoded(b'"\\ud800"') == "\ud800"


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": -float("inf")}, "\ud800", object()])
def test_what_json_cannot_write_is_refused(value: object) -> None:
    """Nothing is written in its place."""
    with pytest.raises(ValueError, match=r"."):
        encoded(value)


def test_texts_may_look_like_numbers_that_json_does_not_have() -> None:
    """NaN is a word like any other."""
    assert encoded({"NaN": "to Infinity, é"}) == '{"NaN":"to Infinity, é"}'.encode()
