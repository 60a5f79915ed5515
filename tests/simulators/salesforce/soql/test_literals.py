"""Texts and patterns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.soql.literals import like_pattern, unescape
from simulators.salesforce.soql.tokens import QueryError


@pytest.mark.parametrize(
    ("raw", "text"),
    [("plain", "plain"), (r"O\'Brien", "O'Brien"), (r"a\n\t\\\"", 'a\n\t\\"'), (r"\u00e9", "é")],
)
def test_escapes_are_taken(raw: str, text: str) -> None:
    """Those of the vendor."""
    assert unescape(raw, 0) == text


@pytest.mark.parametrize("raw", [r"\x", r"\%", r"\_", r"\u12"])
def test_other_escapes_are_refused(raw: str) -> None:
    """The wildcards are escaped in LIKE alone."""
    with pytest.raises(QueryError, match="illegal escape sequence"):
        unescape(raw, 0)


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("a%", ["a", "abc", "a\nb"], ["ba", ""]),
        ("_b_", ["abc", "xbx"], ["ab", "abcd"]),
        (r"100\%", ["100%"], ["1000"]),
        (r"a\_b", ["a_b"], ["axb"]),
        ("A.C", ["a.c"], ["abc"]),
        (r"it\'s%", ["it's on"], ["its on"]),
    ],
)
def test_patterns_match_texts_in_lower_case(pattern: str, matching: list[str], other: list[str]) -> None:
    """% is any text, _ any character."""
    expression = like_pattern(pattern, 0)
    assert all(expression.fullmatch(text) for text in matching)
    assert not any(expression.fullmatch(text) for text in other)


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\\'", exclude_categories=["Cs"]), max_size=20))
def test_a_text_without_wildcards_matches_itself(text: str) -> None:
    """After the wildcards were escaped."""
    raw = text.replace("%", r"\%").replace("_", r"\_")
    assert like_pattern(raw, 0).fullmatch(text.lower())
