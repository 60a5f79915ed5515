"""Tokens and the places of errors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.soql.tokens import Kind, QueryError, explain, tokenise


def test_tokens_are_told_apart() -> None:
    """Names with dots, texts with escapes, numbers, dates, datetimes, times, counted date literals, symbols."""
    text = r"Account.Name 'O\'B' -1.5e3 2026-01-01 2026-01-01T10:00:00+01:00 10:00:00Z LAST_N_DAYS:3 <> ;"
    kinds = [token.kind for token in tokenise(text)]
    assert kinds == [
        Kind.NAME,
        Kind.STRING,
        Kind.NUMBER,
        Kind.DATE,
        Kind.DATETIME,
        Kind.TIME,
        Kind.RELATIVE,
        Kind.SYMBOL,
        Kind.BAD,
        Kind.END,
    ]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_tokens(text: str) -> None:
    """In order, none lost but blanks, with an END."""
    tokens = tokenise(text)
    assert tokens[-1].kind is Kind.END
    assert "".join(token.text for token in tokens[:-1]) == "".join(
        text[t.start : t.start + len(t.text)] for t in tokens[:-1]
    )
    assert all(text[token.start :].startswith(token.text) for token in tokens[:-1])


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("SELECT Id FROM Foo", 3, "\nSELECT Id FROM Foo\n               ^\nERROR at Row:1:Column:16\nwrong"),
        (
            "select Id, ProductCode from Product2 where ProductCode = 3999",
            7,
            f"\nProductCode from Product2 where ProductCode = 3999\n{' ' * 32}^\nERROR at Row:1:Column:44\nwrong",
        ),
        ("SELECT Id\nFROM Foo", 3, "\nSELECT Id FROM Foo\n               ^\nERROR at Row:2:Column:6\nwrong"),
        (
            "SELECT Id FROM Account WHERE",
            99,
            "\nId FROM Account WHERE\n                     ^\nERROR at Row:1:Column:29\nwrong",
        ),
    ],
)
def test_an_error_points_at_its_place(text: str, at: int, message: str) -> None:
    """Four tokens before it, a caret, row and column; the second is a message that was reported in public."""
    assert explain(text, QueryError(at, "wrong")).message == message
