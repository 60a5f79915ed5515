"""Paths, functions, literals."""

from __future__ import annotations

import pytest

from simulators.salesforce.soql.expressions import ExpressionParser
from simulators.salesforce.soql.syntax import Function, Literal, Path
from simulators.salesforce.soql.tokens import Kind, QueryError, tokenise


def parser(text: str) -> ExpressionParser:
    """Return a parser at the beginning of ``text``."""
    return ExpressionParser(tokenise(text))


def test_functions_nest() -> None:
    """Their names come out in upper case."""
    found = parser("calendar_year(toLabel(a.b))").expression()
    assert found == Function("CALENDAR_YEAR", (Function("TOLABEL", (Path(("a", "b"), 4),), 2),), 0)
    assert parser("count()").expression() == Function("COUNT", (), 0)


def test_strings_are_numbered() -> None:
    """Their texts are bound later."""
    tokens = parser("'a' 'b'")
    assert [tokens.literal().index for _ in range(2)] == [0, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null", Literal(Kind.NAME, "NULL", -1, 0)),
        ("true", Literal(Kind.NAME, "TRUE", -1, 0)),
        ("today", Literal(Kind.NAME, "TODAY", -1, 0)),
        ("last_n_days:7", Literal(Kind.RELATIVE, "LAST_N_DAYS:7", -1, 0)),
        ("2026-01-01", Literal(Kind.DATE, "2026-01-01", -1, 0)),
        ("-5", Literal(Kind.NUMBER, "-5", -1, 0)),
    ],
)
def test_literals_are_read(text: str, expected: Literal) -> None:
    """Words in upper case."""
    assert parser(text).literal() == expected


@pytest.mark.parametrize("text", ["SomeField", "NOW:3", "(", "", "'open"])
def test_what_is_no_literal_is_refused(text: str) -> None:
    """A field on the right-hand side, for one."""
    with pytest.raises(QueryError, match="unexpected token"):
        parser(text).literal()


@pytest.mark.parametrize("text", ["FROM", "where", "1", "'x'", "f(", "f(a,", "f(,)"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    """Reserved words included."""
    with pytest.raises(QueryError, match="unexpected token"):
        parser(text).expression()
