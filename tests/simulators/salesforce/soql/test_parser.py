"""Queries as a whole."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.errors import NotSimulated
from simulators.salesforce.soql.parser import parse
from simulators.salesforce.soql.syntax import Column, FieldsOf, Path, Query
from simulators.salesforce.soql.tokens import QueryError

WHOLE = (
    "select Id, a.Name n, (SELECT Id FROM Contacts), FIELDS(ALL), COUNT(Id) total FROM Account AS acc USING SCOPE mine "
    "WHERE Name = 'x' GROUP BY Name, CALENDAR_YEAR(CreatedDate) HAVING COUNT(Id) > 1 "
    "ORDER BY Name DESC NULLS LAST, Id ASC NULLS FIRST LIMIT 10 OFFSET 5 FOR VIEW FOR REFERENCE ALL ROWS"
)


def test_every_clause_is_read() -> None:
    """In the vendor's order."""
    query = parse(WHOLE)
    kinds = [type(column) for column in query.columns]
    assert kinds == [Column, Column, Query, FieldsOf, Column]
    assert (query.source, query.alias, query.mine) == (Path(("Account",), query.source.at), "acc", True)
    assert (len(query.groups), query.having is not None, query.limit, query.offset) == (2, True, 10, 5)
    assert [(order.descending, order.nulls_last) for order in query.orders] == [(True, True), (False, False)]
    assert query.viewing
    assert query.all_rows


@pytest.mark.parametrize("source", ["Group", "Order", "Event", "Case"])
def test_objects_may_be_named_like_keywords(source: str) -> None:
    """Group and Order are objects."""
    assert parse(f"SELECT Id FROM {source} ORDER BY Id LIMIT 1").source.parts == (source,)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("", "<EOF>"),
        ("SELECT", "<EOF>"),
        ("SELECT FROM Account", "FROM"),
        ("SELECT Id, FROM Account", "FROM"),
        ("SELECT Id Account", "<EOF>"),
        ("SELECT Id FROM", "<EOF>"),
        ("SELECT * FROM Account", "*"),
        ("SELECT Id FROM Account;", ";"),
        ("SELECT Id FROM Account LIMIT", "<EOF>"),
        ("SELECT Id FROM Account LIMIT 5 WHERE Id = null", "WHERE"),
        ("SELECT Id FROM Account ORDER Name", "Name"),
        ("SELECT Id FROM Account ORDER BY Name NULLS", "<EOF>"),
        ("SELECT Id FROM Account FOR FUN", "FUN"),
        ("SELECT FIELDS(SOME) FROM Account", "SOME"),
        ("SELECT (Id) FROM Account", "Id"),
        ("UPDATE Account", "UPDATE"),
        ('SELECT Id FROM Account WHERE Name = "x"', '"'),
    ],
)
def test_broken_queries_are_refused(text: str, token: str) -> None:
    """With the token that was not expected."""
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert refused.value.message == f"unexpected token: '{token}'"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("SELECT COUNT(Id) FROM Account GROUP BY ROLLUP(Type)", "SOQL ROLLUP"),
        ("SELECT COUNT(Id) FROM Account GROUP BY CUBE(Type)", "SOQL CUBE"),
        ("SELECT TYPEOF What WHEN Account THEN Name END FROM Task", "SOQL TYPEOF"),
        ("SELECT Id FROM Account WITH SECURITY_ENFORCED", "SOQL WITH"),
        ("SELECT Id FROM Account UPDATE VIEWSTAT", "SOQL UPDATE"),
        ("SELECT c.Id FROM Account a, a.Contacts c", "SOQL FROM with several objects"),
    ],
)
def test_what_is_not_built_is_said(text: str, what: str) -> None:
    """Loudly: 501."""
    with pytest.raises(NotSimulated, match=what):
        parse(text)


WORDS = st.sampled_from(
    [
        *WHOLE.split(),
        "(",
        ")",
        ",",
        "'",
        "'x'",
        "NOT",
        "AND",
        "OR",
        "IN",
        "LIKE",
        "TODAY",
        "5",
        "-1",
        "=",
        "<",
        "null",
        ":",
        "\\",
    ]
)


@settings(deadline=None)
@given(st.text(max_size=100) | st.lists(WORDS, max_size=25).map(" ".join))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    """The parser raises nothing else."""
    with contextlib.suppress(QueryError, NotSimulated):
        assert parse(text).columns


@pytest.mark.parametrize("opening", ["(", "(SELECT Id, ", "f("])
def test_depth_does_no_harm(opening: str) -> None:
    """However deep the parentheses are."""
    for text in (f"SELECT {opening * 5000}", f"SELECT Id FROM Account WHERE {opening * 5000}"):
        with pytest.raises(QueryError):
            parse(text)
