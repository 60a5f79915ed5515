"""Compiles GROUP BY, aggregates and HAVING."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import NotSimulated
from ..readings import Reader, stored
from .functions import AGGREGATES, LABEL, check_known, is_aggregate, is_date_function, result_field
from .names import Source, Term
from .plan import Grouping, OrderKey, sort_fold
from .syntax import Column, Expression, Function, Ordering, Path, Query
from .tokens import QueryError

if TYPE_CHECKING:
    from .compiling import Compiler

Measure = tuple[Any, Reader | None]


def is_grouped(query: Query) -> bool:
    """Tell whether the rows of a query are summed up."""
    return bool(query.groups) or any(
        isinstance(column, Column) and _sums_up(column.expression) for column in query.columns
    )


def _sums_up(expression: Expression) -> bool:
    return isinstance(expression, Function) and (is_aggregate(expression.name) or is_date_function(expression.name))


class GroupCompiler:
    """Compiles the grouping of a query: keys and aggregates get slots that all else reads.

    Args:
        compiler: of the statement.
        source: what the query reads from.
    """

    def __init__(self, compiler: Compiler, source: Source) -> None:
        self._compiler = compiler
        self._source = source
        self._keys: dict[str, Reader] = {}
        self._measures: dict[str, Measure] = {}
        self._terms: dict[str, Term] = {}
        self._aliases: dict[str, Term] = {}

    def compile(self, query: Query) -> Grouping:
        """Return the grouping of ``query``.

        Raises:
            QueryError: a field is neither grouped nor aggregated, or cannot be.
        """
        for expression in query.groups:
            self._add_key(expression)
        columns = self._columns(query)
        having = self._compiler.condition(query.having, self._slot) if query.having is not None else None
        orders = tuple(self._order(each) for each in query.orders)
        return Grouping(self._keys, self._measures, columns, having, orders)

    def _add_key(self, expression: Expression) -> None:
        term = self._compiler.term(self._source, expression)
        if not term.field.is_groupable:
            raise QueryError(term.at, f"field '{term.field.name}' can not be grouped in a query call")
        self._keys[term.name] = term.read
        self._terms[term.name] = self._reading(term.name, term)

    def _columns(self, query: Query) -> tuple[tuple[str, str], ...]:
        columns: list[tuple[str, str]] = []
        unnamed = 0
        for column in query.columns:
            if not isinstance(column, Column):
                raise QueryError(column.at, "Field must be grouped or aggregated")
            if isinstance(column.expression, Function) and not column.expression.arguments:
                raise QueryError(column.expression.at, "COUNT() must be the only element in the SELECT list")
            term = self._slot(column.expression)
            name = column.alias
            if name is None and isinstance(column.expression, Path):
                name = term.parts[-1]
            elif name is None:
                name, unnamed = f"expr{unnamed}", unnamed + 1
            if any(name.lower() == other.lower() for other, _ in columns):
                raise QueryError(term.at, f"duplicate alias: {name}")
            columns.append((name, self._slot_name(column.expression)))
            self._aliases[name.lower()] = term
        return tuple(columns)

    def _order(self, ordering: Ordering) -> OrderKey:
        expression = ordering.expression
        alias = self._aliases.get(expression.text.lower()) if isinstance(expression, Path) else None
        term = alias if alias is not None else self._slot(expression)
        return OrderKey(term.read, sort_fold(term.field), ordering.descending, ordering.nulls_last)

    def _slot(self, expression: Expression) -> Term:
        """Return what a group holds for an expression.

        Raises:
            QueryError: it is neither grouped nor aggregated.
        """
        name = self._slot_name(expression)
        if name not in self._terms:
            raise QueryError(expression.at, f"Field must be grouped or aggregated: {name}")
        return self._terms[name]

    def _slot_name(self, expression: Expression) -> str:
        if isinstance(expression, Function):
            if is_aggregate(expression.name):
                return self._measure(expression)
            if expression.name == LABEL:
                raise NotSimulated("SOQL toLabel() with GROUP BY")
        return self._compiler.term(self._source, expression).name

    def _measure(self, function: Function) -> str:
        check_known(function)
        if not function.arguments:
            if function.name != "COUNT":
                raise QueryError(function.at, f"{function.name} takes one field")
            return self._add_measure("COUNT()", function, None)
        if len(function.arguments) != 1:
            raise QueryError(function.at, f"{function.name} takes one field")
        term = self._compiler.term(self._source, function.arguments[0])
        return self._add_measure(f"{function.name}({term.name})", function, term)

    def _add_measure(self, name: str, function: Function, term: Term | None) -> str:
        if name not in self._terms:
            field = result_field(function, term.field if term is not None else None)
            self._measures[name] = (AGGREGATES[function.name], term.read if term is not None else None)
            self._terms[name] = Term((name,), field, stored(name), function.at)
        return name

    def _reading(self, slot: str, term: Term) -> Term:
        return Term(term.parts, term.field, stored(slot), term.at)
