"""Conditions."""

from __future__ import annotations

import pytest

from simulators.salesforce.soql.parser import QueryParser
from simulators.salesforce.soql.syntax import Comparison, Condition, Junction, Membership, Negation, SemiJoin
from simulators.salesforce.soql.tokens import QueryError, tokenise


def parsed(text: str) -> Condition:
    """Return the condition that ``text`` is."""
    parser = QueryParser(tokenise(text))
    condition = parser.condition()
    parser.expect_end()
    return condition


def test_conditions_of_one_kind_are_joined() -> None:
    """Parentheses mix them."""
    found = parsed("a = 1 AND (b = 2 OR c = 3) AND (NOT d = 4)")
    assert isinstance(found, Junction)
    assert found.operator == "AND"
    first, second, third = found.conditions
    assert isinstance(first, Comparison)
    assert isinstance(third, Negation)
    assert isinstance(second, Junction)
    assert second.operator == "OR"


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("a = 1 AND b = 2 OR c = 3", "OR"),
        ("a = 1 OR b = 2 AND c = 3", "AND"),
        ("a = 1 AND NOT b = 2", "NOT"),
        ("a = 1 AND NOT (b = 2)", "NOT"),
        ("NOT a = 1 AND b = 2", "AND"),
        ("NOT NOT a = 1", "NOT"),
        ("a = 1 AND", "<EOF>"),
        ("(a = 1", "<EOF>"),
        ("a = 1)", ")"),
        ("a LIKE 5", "5"),
        ("a IN 'x'", "'x'"),
        ("a IN ()", ")"),
        ("a NOT LIKE 'x'", "NOT"),
        ("a IS NULL", "IS"),
        ("a == 1", "="),
        ("COUNT(a) IN (SELECT b FROM c)", "SELECT"),
    ],
)
def test_mixtures_and_broken_conditions_are_refused(text: str, token: str) -> None:
    """With the token that was not expected."""
    with pytest.raises(QueryError) as refused:
        parsed(text)
    assert refused.value.message == f"unexpected token: '{token}'"


@pytest.mark.parametrize("text", ["NOT a = 1", "NOT (a = 1 AND b = 2)", "(NOT a = 1) AND (NOT b = 2)", "((a = 1))"])
def test_not_stands_alone_or_in_parentheses(text: str) -> None:
    """As the vendor has it."""
    assert parsed(text)


def test_sets_are_lists_or_queries() -> None:
    """IN, NOT IN, INCLUDES, EXCLUDES."""
    found = parsed("a NOT IN ('x', null)")
    assert isinstance(found, Membership)
    assert (found.operator, len(found.values)) == ("NOT IN", 2)
    join = parsed("a.b NOT IN (SELECT c FROM d WHERE e = 'f')")
    assert isinstance(join, SemiJoin)
    assert join.negated
    assert isinstance(parsed("a INCLUDES ('x;y')"), Membership)
