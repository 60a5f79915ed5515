"""Search texts."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.errors import Refused
from simulators.salesforce.search.terms import read_search, words_of

WORDS = [words_of("Ada Okafor"), words_of("ada.okafor@example.com"), words_of("+49 30 1234-567")]


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("okafor", True),
        ("OKAFOR ada", True),
        ("okaf", False),
        ("okaf*", True),
        ("o?afor", True),
        ("*", False),
        ("ada AND okafor", True),
        ("ada AND nobody", False),
        ("nobody OR okafor", True),
        ("ada AND NOT okafor", False),
        ("ada AND NOT nobody", True),
        ("(nobody OR ada) AND okafor", True),
        ("nobody OR ada nobody", False),
        ('"ada okafor"', True),
        ('"okafor ada"', False),
        ("ada.okafor@example.com", True),
        (r"ada.okafor\@example.com", True),
        ("okafor@example", True),
        ("1234\\-567", True),
        ("ok* AND exam*", True),
    ],
)
def test_texts_are_matched_by_words(text: str, matches: bool) -> None:
    """All must occur, in any field; phrases in one."""
    if text == "*":
        with pytest.raises(Refused):
            read_search(text)
    else:
        assert read_search(text)(WORDS) is matches


@pytest.mark.parametrize("text", ["", "a", " a ", "a*", "**", "ada AND", "(ada", "ada)", "OR ada", "()"])
def test_short_and_broken_texts_are_refused(text: str) -> None:
    """One character is too short."""
    with pytest.raises(Refused) as refused:
        read_search(text)
    assert refused.value.code == "MALFORMED_SEARCH"


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["ada", "AND", "OR", "AND NOT", "(", ")", '"', "*", "\\", "x"]), max_size=12).map(
        " ".join
    )
)
def test_any_text_is_searched_or_refused(text: str) -> None:
    """Nothing else ever happens."""
    with contextlib.suppress(Refused):
        assert read_search(text)(WORDS) in (True, False)


def test_depth_is_limited() -> None:
    """However many parentheses there are."""
    with pytest.raises(Refused, match="too complicated"):
        read_search("(" * 5000 + "ada")
