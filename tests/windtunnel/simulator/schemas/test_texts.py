"""Texts of a length, pattern and format."""

from __future__ import annotations

import re
from datetime import datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.simulator.schemas.texts import FORMATS, REPEATS_MAX, fitting_text


@given(st.integers(0, 80), st.integers(0, 80), st.sampled_from([None, "email", "uuid", "date-time"]), st.integers())
def test_lengths_are_kept(least: int, more: int, format_: str | None, seed: int) -> None:
    """They win over a format that is too long or too short."""
    text = fitting_text({"minLength": least, "maxLength": least + more, "format": format_}, Random(seed))
    assert text is not None
    assert least <= len(text) <= least + more


def test_a_length_that_contradicts_itself_has_no_text() -> None:
    """Nor has a pattern that is none, or that no text of the length matches."""
    assert fitting_text({"minLength": 3, "maxLength": 2}, Random(1)) is None
    assert fitting_text({"pattern": "("}, Random(1)) is None
    assert fitting_text({"pattern": "^ab$", "minLength": 3}, Random(1)) is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{3}-\d+$",
        r"^[^aeiou]*$",
        r"^(?<year>\d{4})$",
        r"^\p{Lu}\p{Ll}+$",
        r"^(a|b)\1$",
        r"\W",
        r"^\S+@\S+\.com$",
        "end$",
        "^start",
    ],
)
@given(st.integers())
def test_patterns_are_matched(pattern: str, seed: int) -> None:
    """Of JavaScript's kind, too; open repetitions stay short."""
    text = fitting_text({"pattern": pattern}, Random(seed))
    assert text is not None
    python = pattern.replace("(?<year>", "(?P<year>").replace(r"\p{Lu}", "[A-Z]").replace(r"\p{Ll}", "[a-z]")
    assert re.search(python, text)
    assert len(text) <= 3 * (REPEATS_MAX + 4)


@pytest.mark.parametrize(("pattern", "length"), [("x", 30), ("^x", 30), ("x$", 30), ("^.*$", 200)])
def test_a_pattern_is_stretched_to_a_length(pattern: str, length: int) -> None:
    """On the side that it leaves open."""
    text = fitting_text({"pattern": pattern, "minLength": length}, Random(1))
    assert text is not None
    assert len(text) >= length
    assert re.search(pattern, text)


def test_formats_are_what_they_say() -> None:
    """Dates lie in the past of the world's first day; addresses are reserved for documentation."""
    made = {name: make(Random(1)) for name, make in FORMATS.items()}
    assert datetime.fromisoformat(made["date-time"]).year == 2025
    assert UUID(made["uuid"]).version == 4
    assert made["email"].endswith("@example.com")
    assert made["ipv4"].startswith("192.0.2.")
