"""Dates in queries: comparing them, counting with them, and the functions that make them.

SQLite has no dates; the tables hold marked texts that sort like dates, and what Oracle does with dates is done by
functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from ..errors import NotSimulated
from .tables import Table

COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
DATES = ("DATE", "TIMESTAMP", "DATETIME")
MAKERS = (
    exp.StrToDate,
    exp.StrToTime,
    exp.DateTrunc,
    exp.AddMonths,
    exp.LastDay,
    exp.CurrentDate,
    exp.CurrentTimestamp,
)
UNITS = ("DD", "DAY", "MONTH", "MM", "YEAR", "YYYY")
NOW = "ns_now"
DATE_FUNCTIONS = (NOW, "ns_date", "ns_plus", "ns_trunc", "ns_add_months", "ns_last_day")


def dated(tree: exp.Expr, tables: Mapping[str, Table]) -> exp.Expr:
    """Return a resolved query in which dates are what the tables hold."""
    for node in reversed(list(tree.walk())):  # what is inside first
        changed = _changed(node, tables)
        if changed is not node:
            node.replace(changed)
    return tree


def is_date(node: exp.Expr | None) -> bool:
    """Return whether a part of a query is a date."""
    if isinstance(node, exp.Column):
        return node.type is not None and node.type.this.name in DATES
    if isinstance(node, MAKERS):
        return True
    if isinstance(node, exp.Add | exp.Sub):
        return is_date(node.this) != is_date(node.expression)
    if isinstance(node, exp.Paren | exp.Max | exp.Min | exp.Coalesce):
        return is_date(node.this)
    return isinstance(node, exp.Anonymous) and node.name in DATE_FUNCTIONS


def _changed(node: exp.Expr, tables: Mapping[str, Table]) -> exp.Expr:
    if isinstance(node, exp.Anonymous) and node.name == "ns_display" and len(node.expressions) == 1:
        return _call("ns_display", exp.Literal.string(_targets(node.expressions[0], tables)), node.expressions[0])
    changer = CHANGERS.get(type(node))
    if changer is not None:
        return changer(node)
    return _compared(node) if isinstance(node, (*COMPARISONS, exp.Between, exp.In)) else node


def _compared(node: exp.Expr) -> exp.Expr:
    """Read texts that are compared with a date as dates."""
    parts = [node.this, node.args.get("expression"), node.args.get("low"), node.args.get("high")]
    if any(is_date(part) for part in parts):
        for part in (*parts, *node.args.get("expressions", ())):
            if isinstance(part, exp.Literal) and part.is_string:
                part.replace(_call("ns_date", part.copy(), exp.null()))
    return node


def _targets(node: exp.Expr, tables: Mapping[str, Table]) -> str:
    """Return the types of record that the ids of a column belong to."""
    select = node.find_ancestor(exp.Select)
    if not isinstance(node, exp.Column) or select is None:
        return ""
    for source in select.find_all(exp.Table):
        table = tables.get(source.name)
        if source.alias_or_name == node.table and table is not None:
            column = table.columns.get(node.name)
            return ",".join(column.targets) if column is not None else ""
    return ""


def _call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def _added(node: exp.Expr) -> exp.Expr:
    if is_date(node.this):
        return _call("ns_plus", node.this, node.expression)
    return _call("ns_plus", node.expression, node.this) if is_date(node.expression) else node


def _subtracted(node: exp.Expr) -> exp.Expr:
    if not is_date(node.this):
        return node
    if is_date(node.expression):
        return _call("ns_days", node.this, node.expression)
    return _call("ns_plus", node.this, exp.Neg(this=exp.Paren(this=node.expression.copy())))


def _made(node: exp.Expr) -> exp.Expr:
    return _call("ns_date", node.this, node.args.get("format") or exp.null())


def _told(node: exp.Expr) -> exp.Expr:
    return _call("ns_text", node.this, node.args.get("format") or exp.null())


def _truncated(node: exp.Expr) -> exp.Expr:
    unit = node.args["unit"].name.upper() if node.args.get("unit") is not None else "DD"
    if unit not in UNITS:
        raise NotSimulated(f"SuiteQL TRUNC to {unit}")
    short = {"DAY": "DD", "YYYY": "YEAR"}.get(unit, unit)
    return _call("ns_trunc", node.this, exp.Literal.string(short))


def _cut(node: exp.Expr) -> exp.Expr:
    """Cut a date to its day, or a number to what stands before its point."""
    if is_date(node.this):
        return _call("ns_trunc", node.this, exp.Literal.string("DD"))
    if node.args.get("decimals") is not None:
        raise NotSimulated("SuiteQL TRUNC of a number to decimals")
    return exp.cast(node.this.copy(), "INT")


def _extracted(node: exp.Expr) -> exp.Expr:
    name = node.name.upper()
    if name not in ("YEAR", "MONTH", "DAY"):
        raise NotSimulated(f"SuiteQL EXTRACT of {name}")
    return _call("ns_part", exp.Literal.string(name), node.expression)


CHANGERS: Mapping[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Add: _added,
    exp.Sub: _subtracted,
    exp.StrToDate: _made,
    exp.StrToTime: _made,
    exp.ToChar: _told,
    exp.DateTrunc: _truncated,
    exp.Trunc: _cut,
    exp.AddMonths: lambda node: _call("ns_add_months", node.this, node.expression),
    exp.LastDay: lambda node: _call("ns_last_day", node.this),
    exp.Extract: _extracted,
    exp.CurrentDate: lambda node: _call(NOW),
    exp.CurrentTimestamp: lambda node: _call(NOW),
}
