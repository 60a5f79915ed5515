"""Walking over tokens."""

from __future__ import annotations

import pytest

from simulators.salesforce.errors import NotSimulated
from simulators.salesforce.soql.cursor import NESTING_MAX, TokenCursor
from simulators.salesforce.soql.tokens import QueryError, tokenise


def cursor(text: str) -> TokenCursor:
    """Return a cursor at the beginning of ``text``."""
    return TokenCursor(tokenise(text))


def test_words_are_skipped_together_or_not_at_all() -> None:
    """In any case."""
    tokens = cursor("not in x")
    assert not tokens.skip_word("NOT", "LIKE")
    assert tokens.at == 0
    assert tokens.skip_word("NOT", "IN")
    assert tokens.at == 2


def test_nobody_steps_over_the_end() -> None:
    """It can be taken for ever."""
    tokens = cursor("")
    assert tokens.take() is tokens.take()


@pytest.mark.parametrize("text", ["x", "1.5", "-1", "'1'", "", "9999999999999999999"])
def test_a_count_is_a_whole_number(text: str) -> None:
    """Without sign and fraction."""
    assert cursor("12").expect_count() == 12
    with pytest.raises(QueryError, match="unexpected token"):
        cursor(text).expect_count()


def test_bind_variables_have_a_message_of_their_own() -> None:
    """They are Apex."""
    with pytest.raises(QueryError, match="Bind variables only allowed in Apex code"):
        cursor(":x").expect_name()


def test_depth_is_limited() -> None:
    """A query cannot exhaust the stack."""
    tokens = cursor("x")

    def deeper() -> int:
        return tokens.nested(deeper)

    with pytest.raises(QueryError, match="too complicated"):
        deeper()
    assert NESTING_MAX < 100


def test_known_but_unbuilt_words_are_told() -> None:
    """501 instead of a wrong answer."""
    with pytest.raises(NotSimulated, match="SOQL WITH"):
        cursor("with security_enforced").refuse_unbuilt("WITH")
