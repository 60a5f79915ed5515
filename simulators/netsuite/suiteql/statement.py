"""From SuiteQL to SQLite: what a query may say, with names resolved and dates made comparable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import Schema

from ..errors import NotSimulated, Refused, invalid_parameter
from .dates import dated
from .oracle import like_oracle, ungrouped
from .tables import Table

ORACLE = "oracle"
DISPLAY = "ns_display"
UNKNOWN_COLUMN = re.compile(r"(?:Column '\"?|Unknown column: )([\w.$]+)")
FUNCTIONS = frozenset(
    {
        exp.Abs, exp.AddMonths, exp.And, exp.Avg, exp.Case, exp.Cast, exp.Ceil, exp.Coalesce, exp.Concat, exp.Count,
        exp.CurrentDate, exp.CurrentTimestamp, exp.DateTrunc, exp.DecodeCase, exp.DenseRank, exp.Exists, exp.Extract,
        exp.FirstValue, exp.Floor, exp.Greatest, exp.GroupConcat, exp.If, exp.Lag, exp.LastDay, exp.Lead, exp.Least,
        exp.Length, exp.Lower, exp.Max, exp.Min, exp.Mod, exp.Nullif, exp.Nvl2, exp.Or, exp.Rank, exp.Replace,
        exp.Round, exp.RowNumber, exp.StrPosition, exp.StrToDate, exp.StrToTime, exp.Substring, exp.Sum, exp.ToChar,
        exp.ToNumber, exp.Trim, exp.Trunc, exp.Upper,
    }
)  # fmt: skip
"""What is simulated, by what the parser calls it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A query that can be run; ``dates`` are resolved when it is made SQL."""

    tree: exp.Query


def understand(text: str, tables: Mapping[str, Table], schema: Schema) -> Statement:
    """Return what a query says, with every name resolved.

    Raises:
        Refused: it is no query, or names what is not there.
        NotSimulated: it is one of those that this simulator cannot run.
    """
    tree = _parsed(text)
    _check_tables(tree, tables)
    _check_functions(tree)
    _lower_names(tree)
    _limit_by_rownum(tree)
    _name_expressions(tree)
    try:
        resolved = qualify(tree, schema=schema)
        annotated = annotate_types(resolved, schema=schema)
    except OptimizeError as error:
        raise _unknown(str(error)) from error
    except SqlglotError as error:
        raise unsupported(str(error).partition("\n")[0]) from error
    loose = ungrouped(cast("exp.Expr", annotated))
    if loose is not None:
        raise unsupported(f"Search error occurred: '{loose}' is not a GROUP BY expression.")
    return Statement(cast("exp.Query", like_oracle(dated(cast("exp.Expr", annotated), tables))))


def unsupported(why: str) -> Refused:
    """Return the refusal of a query that cannot be understood."""
    return invalid_parameter(f"Invalid search query. Detailed unprocessed description follows. {why}", "q")


def _parsed(text: str) -> exp.Query:
    try:
        trees = [tree for tree in sqlglot.parse(text, dialect=ORACLE) if tree is not None]
    except (SqlglotError, RecursionError) as error:
        raise unsupported(f"Search error occurred: {str(error).partition(chr(10))[0]}") from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise unsupported("Search error occurred: only one SELECT statement is supported.")
    return trees[0]


def _check_tables(tree: exp.Query, tables: Mapping[str, Table]) -> None:
    local = {each.alias.lower() for each in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        name = table.name.lower()
        if table.db or (name not in tables and name not in local):
            raise unsupported(f"Search error occurred: Record '{table.name}' was not found.")


def _check_functions(tree: exp.Query) -> None:
    for node in list(tree.find_all(exp.Func)):
        if isinstance(node, exp.Anonymous) and node.name.upper() == "TRUNC" and len(node.expressions) == 1:
            node.replace(exp.Trunc(this=node.expressions[0]))
        elif isinstance(node, exp.Anonymous) and node.name.upper() == "DF" and isinstance(node.parent, exp.Dot):
            _display(node, node.parent)
        elif type(node) not in FUNCTIONS and not _is_display(node):
            name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
            raise NotSimulated(f"SuiteQL {name.upper()}()")


def _is_display(node: exp.Func) -> bool:
    return isinstance(node, exp.Anonymous) and node.name == DISPLAY


def _display(node: exp.Anonymous, dot: exp.Dot) -> None:
    """Make one function of ``BUILTIN.DF(x)``."""
    if dot.name.upper() != "DF" and dot.this.name.upper() != "BUILTIN":
        raise NotSimulated(f"SuiteQL {dot.sql()}")
    dot.replace(exp.Anonymous(this=DISPLAY, expressions=node.expressions))


def _lower_names(tree: exp.Query) -> None:
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("this", identifier.name.lower())
        identifier.set("quoted", False)


def _limit_by_rownum(tree: exp.Query) -> None:
    """Put a limit in the place of ``ROWNUM <= n``; ROWNUM anywhere else is not simulated."""
    for select in tree.find_all(exp.Select):
        where = select.args.get("where")
        for comparison in list(where.find_all(exp.LTE, exp.LT)) if where is not None else ():
            number = comparison.expression
            if comparison.this.name != "rownum" or not isinstance(number, exp.Literal) or number.is_string:
                continue
            if select.args.get("order") is not None or not _is_conjunct(comparison, where):
                raise NotSimulated("SuiteQL ROWNUM together with ORDER BY or OR")
            count = int(float(number.name)) - isinstance(comparison, exp.LT)
            comparison.replace(exp.true())
            select.limit(max(0, count), copy=False)
    if any(column.name == "rownum" for column in tree.find_all(exp.Column)):
        raise NotSimulated("SuiteQL ROWNUM in this place")


def _is_conjunct(node: exp.Expr, where: exp.Expr | None) -> bool:
    parent = node.parent
    while isinstance(parent, exp.And | exp.Paren):
        parent = parent.parent
    return parent is where


def _name_expressions(tree: exp.Query) -> None:
    """Call columns that are neither fields nor named ``expr1``, ``expr2`` and so on."""
    for select in tree.find_all(exp.Select):
        for number, projection in enumerate(list(select.expressions), 1):
            if not isinstance(projection, exp.Column | exp.Alias | exp.Star):
                projection.replace(exp.alias_(projection.copy(), f"expr{number}"))


def _unknown(message: str) -> Refused:
    found = UNKNOWN_COLUMN.search(message)
    if found is None:
        return unsupported(f"Search error occurred: {message}")
    return unsupported(f"Search error occurred: Unknown identifier '{found[1]}'.")
