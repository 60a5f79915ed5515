"""Taking queries apart."""

from __future__ import annotations

import pytest

from simulators.zendesk.search.query import Query, Term, read_query

CASES: list[tuple[str, list[Term]]] = [
    ("refund", [Term("refund")]),
    ('"lost card" -"new phone"', [Term("lost card", quoted=True), Term("new phone", negated=True, quoted=True)]),
    ("type:ticket status<solved", [Term("ticket", "type"), Term("solved", "status", "<")]),
    ("created>=2026-01-01 priority<=high", [Term("2026-01-01", "created", ">="), Term("high", "priority", "<=")]),
    ('-tags:vip subject:"a b"', [Term("vip", "tags", negated=True), Term("a b", "subject", quoted=True)]),
    ("requester:ana@mail.example", [Term("ana@mail.example", "requester")]),
    ("Status=open", [Term("open", "status")]),
    ("type:ticket+status:open", [Term("ticket", "type"), Term("open", "status")]),
    ('unclosed:"phrase', [Term("phrase", "unclosed", quoted=True)]),
    ("created>2026-01-05T09:00:00Z", [Term("2026-01-05T09:00:00Z", "created", ">")]),
    ("", []),
]


@pytest.mark.parametrize(("text", "terms"), CASES)
def test_terms(text: str, terms: list[Term]) -> None:
    """Words, phrases, keys, comparisons and negations are told apart."""
    assert read_query(text) == Query(tuple(terms))


def test_a_query_may_sort_itself() -> None:
    """order_by and sort are no terms."""
    assert read_query("card order_by:created sort:asc") == Query((Term("card"),), "created", "asc")
