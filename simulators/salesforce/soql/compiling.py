"""Compiles a syntax tree into a plan: names are resolved, types checked, an index is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from windtunnel.simulator import Record

from ..errors import NotSimulated
from ..org import View
from ..readings import reader
from ..schema import ObjectType, Schema
from .functions import AGGREGATES, LABEL, check_known, date_function, is_aggregate, label_function
from .grouping import GroupCompiler, is_grouped
from .names import Source, Term, find_type, no_such_relationship, resolve
from .operands import Operands, fold_of
from .plan import OrderKey, Plan, sort_fold
from .predicates import Predicate, all_of, any_of, comparison, is_among, membership, negated
from .probing import choose_probe
from .selection import Leaf, Selection
from .syntax import (
    Column,
    Comparison,
    Condition,
    Expression,
    FieldsOf,
    Function,
    Junction,
    Membership,
    Negation,
    Ordering,
    Path,
    Query,
)
from .tokens import QueryError

OFFSET_MAX = 2000
FIELDS_LIMIT_MAX = 200


class Compiler:
    """Compiles the parts of one statement; nested queries share its operands.

    Args:
        schema: the objects of the org.
        operands: of the whole statement.
    """

    def __init__(self, schema: Schema, operands: Operands) -> None:
        self.schema = schema
        self.operands = operands

    def compile(self, query: Query) -> Plan:
        """Return the plan of a query that is not a child subquery.

        Raises:
            QueryError: a name is unknown, or something does not go with something else.
            NotSimulated: it uses what is not built.
        """
        return self.compile_from(Source(self.schema, find_type(self.schema, query.source), query.alias), query)

    def compile_from(self, source: Source, query: Query) -> Plan:
        """Return the plan of a query over a known object."""
        _check_query(source.type, query)
        if is_grouped(query):
            return self._grouped(source, query)
        plan = self._plan(source, query)
        plan.selection = self.selection(source, query, plan)
        plan.orders = tuple(self.order(source, each) for each in query.orders)
        return plan

    def selection(self, source: Source, query: Query, plan: Plan) -> Selection:
        """Return what the SELECT of a query without groups shows."""
        selection = Selection(self.schema, source.type)
        for column in query.columns:
            if isinstance(column, FieldsOf):
                _add_field_group(selection, source.type, column, query.limit)
            elif isinstance(column, Query):
                child = self.child_plan(source, column)
                selection.add_children(child.relationship, _children(child, source.type), column.at)
                plan.has_children = True
            else:
                self._add_column(selection, source, column)
        return selection

    def child_plan(self, source: Source, query: Query) -> Plan:
        """Return the plan of a child subquery.

        Raises:
            QueryError: the relationship does not exist.
        """
        parts = query.source.parts
        name = (
            parts[1] if len(parts) == 2 and parts[0].lower() in (source.type.name.lower(), source.alias) else parts[-1]
        )
        child = source.type.child(name)
        if child is None:
            raise no_such_relationship(query.source.at, query.source.text)
        if is_grouped(query):
            raise QueryError(query.at, "aggregate functions are not supported in subqueries")
        plan = self.compile_from(Source(self.schema, self.schema.type_named(child.object), query.alias), query)
        plan.relationship = child.name or ""
        return plan

    def term(self, source: Source, expression: Expression) -> Term:
        """Return a field, a part of a date or a label.

        Raises:
            QueryError: it does not exist, or is an aggregate.
        """
        if isinstance(expression, Path):
            return resolve(source, expression)
        check_known(expression)
        if is_aggregate(expression.name):
            raise QueryError(expression.at, f"Aggregate functions are not allowed here: {expression.name}")
        term = self.term(source, _only_argument(expression))
        return label_function(expression, term) if expression.name == LABEL else date_function(expression, term)

    def condition(self, condition: Condition, find_term: Callable[[Expression], Term]) -> Predicate:
        """Return a condition as a test on rows.

        Raises:
            QueryError: a name is unknown, or operator, field and literal do not go together.
        """
        if isinstance(condition, Junction):
            tests = [self.condition(each, find_term) for each in condition.conditions]
            return all_of(tests) if condition.operator == "AND" else any_of(tests)
        if isinstance(condition, Negation):
            return negated(self.condition(condition.condition, find_term))
        term = find_term(condition.left)
        if not term.field.is_filterable:
            message = f"field '{term.field.name}' can not be filtered in a query call"
            raise QueryError(condition.at, message, "INVALID_FIELD")
        if isinstance(condition, Comparison):
            return comparison(term, condition, self.operands)
        if isinstance(condition, Membership):
            return membership(term, condition, self.operands)
        test = is_among(term.read, fold_of(term.field), self._semi_join(term, condition.query))
        return negated(test) if condition.negated else test

    def order(self, source: Source, ordering: Ordering) -> OrderKey:
        """Return one entry of ORDER BY.

        Raises:
            QueryError: the field cannot be sorted by.
        """
        return order_key(self.term(source, ordering.expression), ordering)

    def _grouped(self, source: Source, query: Query) -> Plan:
        plan = self._plan(source, query)
        if _is_bare_count(query):
            plan.counting = True
        else:
            plan.grouping = GroupCompiler(self, source).compile(query)
        return plan

    def _plan(self, source: Source, query: Query) -> Plan:
        test = self.condition(query.where, lambda each: self.term(source, each)) if query.where is not None else None
        return Plan(
            type=source.type,
            selection=Selection(self.schema, source.type),
            test=test,
            probe=choose_probe(query.where, source, self.operands),
            limit=query.limit,
            offset=query.offset or 0,
            mine=query.mine,
            viewing=query.viewing,
            all_rows=query.all_rows,
        )

    def _add_column(self, selection: Selection, source: Source, column: Column) -> None:
        expression = column.expression
        if column.alias is not None and isinstance(expression, Path):
            raise QueryError(expression.at + 1, "only aggregate expressions use field aliasing")
        selection.add(self.term(source, expression), column.alias)

    def _semi_join(self, term: Term, query: Query) -> int:
        """Return the operand that holds the values of the inner query."""
        columns = [
            column for column in query.columns if isinstance(column, Column) and isinstance(column.expression, Path)
        ]
        if len(query.columns) != 1 or len(columns) != 1 or query.groups:
            raise QueryError(query.at, "Only one field can be selected in a semi join sub-select")
        if term.field.type not in ("id", "reference"):
            message = "The left operand field in the where expression is not an id field, cannot use for join: "
            raise QueryError(term.at, message + term.name)
        plan = self.compile(query)
        inner = next(iter(plan.selection.flat.values()))
        if inner.field.type not in ("id", "reference"):
            message = f"The selected field '{inner.name}' in the subquery is not an id field, cannot use for join"
            raise QueryError(query.at, message)

        def bind(strings: Any, view: View) -> frozenset[Any]:
            values = (inner.read(row, view) for row in plan.rows(view))
            return frozenset(value for value in values if value is not None)

        return self.operands.add(bind)


def order_key(term: Term, ordering: Ordering) -> OrderKey:
    """Return a term as an entry of ORDER BY.

    Raises:
        QueryError: its field cannot be sorted by.
    """
    if not term.field.is_sortable:
        raise QueryError(term.at, f"field '{term.field.name}' can not be sorted in a query call")
    return OrderKey(term.read, sort_fold(term.field), ordering.descending, ordering.nulls_last)


def _is_bare_count(query: Query) -> bool:
    """Tell whether a query is ``SELECT COUNT()`` without groups."""
    if len(query.columns) != 1 or query.groups:
        return False
    column = query.columns[0]
    return column == Column(Function("COUNT", (), column.expression.at), None) if isinstance(column, Column) else False


def _check_query(type: ObjectType, query: Query) -> None:
    if not type.flags["queryable"]:
        raise QueryError(
            query.source.at, f"entity type {type.name} does not support query", "INVALID_TYPE_FOR_OPERATION"
        )
    if query.offset is not None and query.offset > OFFSET_MAX:
        message = f"Maximum SOQL offset allowed is {OFFSET_MAX}"
        raise QueryError(query.at, message, "NUMBER_OUTSIDE_VALID_RANGE")
    if query.having is not None and not is_grouped(query):
        raise QueryError(query.at, "HAVING is only valid with GROUP BY")


def _only_argument(function: Function) -> Expression:
    if len(function.arguments) != 1:
        raise QueryError(function.at, f"{function.name} takes one field")
    argument = function.arguments[0]
    if isinstance(argument, Function):
        check_known(argument)
        if argument.name in AGGREGATES or function.name != LABEL:
            raise NotSimulated(f"SOQL {function.name}({argument.name}())")
    return argument


def _add_field_group(selection: Selection, type: ObjectType, group: FieldsOf, limit: int | None) -> None:
    if group.group != "STANDARD" and (limit is None or limit > FIELDS_LIMIT_MAX):
        message = f"The SOQL FIELDS function must have a LIMIT of at most {FIELDS_LIMIT_MAX}"
        raise QueryError(group.at, message)
    for field in type.fields:
        if group.group == "ALL" or field.custom == (group.group == "CUSTOM"):
            selection.add(Term((field.name,), field, reader(type, field), group.at, is_direct=True))


def _children(plan: Plan, parent: ObjectType) -> Leaf:
    """Return the function that renders the child rows of a parent row; ``None`` where there are none."""
    child = parent.child(plan.relationship)
    assert child is not None

    def take(record: Record, view: View) -> Any:
        among = sorted(view.org.rows(plan.type).where(child.field, record["Id"]), key=lambda row: str(row["Id"]))
        rows = plan.rows(view, among=among)
        if not rows:
            return None
        rendered = [plan.selection.render(row, view) for row in rows]
        return {"totalSize": len(rows), "done": True, "records": rendered}

    return take
