"""Compiles conditions into functions on rows.

Comparison is two-valued: a null equals null alone, is never less or greater than anything, and ``!=``,
``NOT IN`` and NOT are plain negations, so they let nulls through.
Source: profile.yaml, topic ``soql``; for nulls assumed.
"""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.simulator import Record

from ..org import View
from ..readings import Reader
from .names import Term
from .operands import (
    Fold,
    Operands,
    Strings,
    fold_of,
    is_date_literal,
    mismatch,
    parts_of,
    pattern,
    ranged,
    scalar,
)
from .syntax import Comparison, Expression, Literal, Membership
from .tokens import Kind, QueryError

Predicate = Callable[[Record, View], bool]
FindTerm = Callable[[Expression], Term]


def comparison(term: Term, node: Comparison, operands: Operands) -> Predicate:
    """Return the test of ``term`` against one literal.

    Raises:
        QueryError: operator or literal do not fit the field.
    """
    field, sign = term.field, node.operator
    if sign == "LIKE":
        return _like(term.read, operands.add(pattern(field, node.right)))
    if sign not in ("=", "!=") and field.type in ("boolean", "multipicklist"):
        raise QueryError(node.at, f"invalid operator on {field.type} field", "INVALID_FIELD")
    span = _located(node, lambda: ranged(field, node.right))
    if span is not None:
        index = operands.add(span)
        return negated(SPAN_TESTS["="](term.read, index)) if sign == "!=" else SPAN_TESTS[sign](term.read, index)
    index = operands.add(_located(node, lambda: scalar(field, node.right)))
    if sign == "=":
        return _equal(term.read, fold_of(field), index)
    if sign == "!=":
        return negated(_equal(term.read, fold_of(field), index))
    return _ordered(term.read, fold_of(field), index, ORDERED[sign])


def membership(term: Term, node: Membership, operands: Operands) -> Predicate:
    """Return the test of ``term`` against a list of literals.

    Raises:
        QueryError: operator or literals do not fit the field.
    """
    if node.operator in ("INCLUDES", "EXCLUDES"):
        return _includes(term, node, operands)
    if any(is_date_literal(value) for value in node.values):
        tests = [comparison(term, Comparison(node.left, "=", value, node.at), operands) for value in node.values]
        found: Predicate = lambda row, view: any(test(row, view) for test in tests)  # noqa: E731 - one expression
        return found if node.operator == "IN" else negated(found)
    binds = [scalar(term.field, value) for value in node.values]
    index = operands.add(lambda strings, view: frozenset(bind(strings, view) for bind in binds))
    among = is_among(term.read, fold_of(term.field), index)
    return among if node.operator == "IN" else negated(among)


def is_among(read: Reader, fold: Fold, index: int) -> Predicate:
    """Return the test whether a folded value is among the operand's values; null is when they hold null."""

    def test(row: Record, view: View) -> bool:
        value = read(row, view)
        return (value if value is None else fold(value)) in view.operands[index]

    return test


def negated(test: Predicate) -> Predicate:
    """Return the opposite test."""
    return lambda row, view: not test(row, view)


def all_of(tests: list[Predicate]) -> Predicate:
    """Return the test that every one of ``tests`` holds."""
    if len(tests) == 2:
        first, second = tests
        return lambda row, view: first(row, view) and second(row, view)
    return lambda row, view: all(test(row, view) for test in tests)


def any_of(tests: list[Predicate]) -> Predicate:
    """Return the test that one of ``tests`` holds."""
    return lambda row, view: any(test(row, view) for test in tests)


def _located(node: Comparison, bind: Callable[[], Any]) -> Any:
    """Let a mismatch point at the field, as the vendor does."""
    try:
        return bind()
    except QueryError as error:
        if error.code == "INVALID_FIELD":
            raise QueryError(node.at, error.message, error.code) from error
        raise


def _equal(read: Reader, fold: Fold, index: int) -> Predicate:
    def test(row: Record, view: View) -> bool:
        value, wanted = read(row, view), view.operands[index]
        return value is wanted if value is None or wanted is None else bool(fold(value) == wanted)

    return test


def _ordered(read: Reader, fold: Fold, index: int, compare: Callable[[Any, Any], bool]) -> Predicate:
    def test(row: Record, view: View) -> bool:
        value, wanted = read(row, view), view.operands[index]
        return value is not None and wanted is not None and compare(fold(value), wanted)

    return test


def _like(read: Reader, index: int) -> Predicate:
    def test(row: Record, view: View) -> bool:
        value = read(row, view)
        return value is not None and view.operands[index].fullmatch(value.lower()) is not None

    return test


def _span_test(compare: Callable[[str, str, str], bool]) -> Callable[[Reader, int], Predicate]:
    def make(read: Reader, index: int) -> Predicate:
        def test(row: Record, view: View) -> bool:
            value = read(row, view)
            return value is not None and compare(value, *view.operands[index])

        return test

    return make


def _includes(term: Term, node: Membership, operands: Operands) -> Predicate:
    if term.field.type != "multipicklist":
        raise QueryError(node.at, f"{node.operator} is only valid on multipicklist fields", "INVALID_FIELD")
    strings = [_string_literal(term, value) for value in node.values]

    def bind(texts: Strings, view: View) -> list[frozenset[str]]:
        return [parts_of(texts[literal.index]) for literal in strings]

    index, read = operands.add(bind), term.read

    def test(row: Record, view: View) -> bool:
        value = read(row, view)
        held = parts_of(value) if value is not None else frozenset()
        return any(wanted <= held for wanted in view.operands[index])

    return test if node.operator == "INCLUDES" else negated(test)


def _string_literal(term: Term, literal: Literal) -> Literal:
    if literal.kind is not Kind.STRING:
        raise mismatch(term.field, literal)
    return literal


ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}
SPAN_TESTS: Mapping[str, Callable[[Reader, int], Predicate]] = {
    "=": _span_test(lambda value, first, last: first <= value <= last),
    "<": _span_test(lambda value, first, last: value < first),
    "<=": _span_test(lambda value, first, last: value <= last),
    ">": _span_test(lambda value, first, last: value > last),
    ">=": _span_test(lambda value, first, last: value >= first),
}
