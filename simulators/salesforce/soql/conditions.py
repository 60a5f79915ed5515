"""Parses conditions.

AND, OR and NOT are never mixed without parentheses: the vendor refuses ``a AND b OR c``, ``a AND NOT b`` and
``NOT a AND b`` with "unexpected token".
Source: SOQL reference, "conditionExpression"; public bug reports for NOT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .expressions import ExpressionParser
from .syntax import (
    Comparison,
    Condition,
    Expression,
    Junction,
    Membership,
    Negation,
    Operator,
    Path,
    SemiJoin,
    SetOperator,
)
from .tokens import Kind

if TYPE_CHECKING:
    from .syntax import Query

COMPARISONS = {"=": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class ConditionParser(ExpressionParser):
    """Parses WHERE and HAVING."""

    def condition(self) -> Condition:
        """Return a condition; another operator after it is for the caller to refuse.

        Raises:
            QueryError: it is malformed.
        """
        if self.skip_word("NOT"):
            return Negation(self._operand())
        return self._junction(self._operand())

    def subselect(self) -> Query:
        """Return the query of a semi-join, up to its closing parenthesis."""
        raise NotImplementedError

    def _junction(self, first: Condition) -> Condition:
        operator = self.word
        if operator not in ("AND", "OR"):
            return first
        conditions = [first]
        while self.skip_word(operator):
            conditions.append(self._operand())
        return Junction("AND" if operator == "AND" else "OR", tuple(conditions))

    def _operand(self) -> Condition:
        if self.word == "NOT":
            self.unexpected()
        if not self.skip_symbol("("):
            return self._test()
        inner = self.nested(self.condition)
        self.expect_symbol(")")
        return inner

    def _test(self) -> Condition:
        at, left = self.at, self.expression()
        token = self.token
        if token.kind is Kind.SYMBOL and token.text in COMPARISONS:
            self.at += 1
            return Comparison(left, cast(Operator, COMPARISONS[token.text]), self.literal(), at)
        if self.skip_word("LIKE"):
            if self.token.kind is not Kind.STRING:
                self.unexpected()
            return Comparison(left, "LIKE", self.literal(), at)
        return self._set_test(left, at)

    def _set_test(self, left: Expression, at: int) -> Condition:
        operator = self.word
        if self.skip_word("NOT", "IN"):
            operator = "NOT IN"
        elif operator in ("IN", "INCLUDES", "EXCLUDES"):
            self.at += 1
        else:
            self.unexpected()
        self.expect_symbol("(")
        if self.word == "SELECT" and operator in ("IN", "NOT IN"):
            return self._semi_join(left, operator == "NOT IN", at)
        values = self.separated(self.literal)
        self.expect_symbol(")")
        return Membership(left, cast(SetOperator, operator), values, at)

    def _semi_join(self, left: Expression, negated: bool, at: int) -> Condition:
        if not isinstance(left, Path):
            self.unexpected()
        query = self.nested(self.subselect)
        self.expect_symbol(")")
        return SemiJoin(left, negated, query, at)
