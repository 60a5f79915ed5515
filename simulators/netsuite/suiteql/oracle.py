"""What Oracle's SQL means and SQLite takes for something else: empty texts, numbers in texts, grouping."""

from __future__ import annotations

from sqlglot import exp

from ..errors import NotSimulated


def like_oracle(tree: exp.Expr) -> exp.Expr:
    """Return a query in which nothing but Oracle's meaning is left.

    A null that is joined to a text is an empty text; a text that is no number is an error, not zero.
    """
    for node in reversed(list(tree.walk())):  # what is inside first
        if isinstance(node, exp.DPipe):
            node.replace(exp.DPipe(this=_text(node.this), expression=_text(node.expression)))
        elif isinstance(node, exp.Concat):
            node.replace(_joined(node.expressions))
        elif isinstance(node, exp.ToNumber):
            if node.args.get("format") is not None:
                raise NotSimulated("SuiteQL TO_NUMBER with a format")
            node.replace(exp.Anonymous(this="ns_number", expressions=[node.this.copy()]))
    return tree


def ungrouped(tree: exp.Expr) -> str | None:
    """Return a column that stands beside aggregates or in a grouped query without being grouped by."""
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        grouped = {each.sql() for each in group.expressions} if group is not None else set()
        if group is None and not any(_aggregates(each) for each in select.expressions):
            continue
        for projection in select.expressions:
            found = _loose(projection.unalias(), grouped)
            if found is not None:
                return found
    return None


def _loose(node: exp.Expr, grouped: set[str]) -> str | None:
    """Return the first column outside of aggregates and grouped expressions."""
    if node.sql() in grouped or isinstance(node, exp.AggFunc | exp.Subquery | exp.Select):
        return None
    if isinstance(node, exp.Column):
        return node.name
    found = (_loose(child, grouped) for child in node.iter_expressions())
    return next((name for name in found if name is not None), None)


def _aggregates(node: exp.Expr) -> bool:
    """Return whether an aggregate works over all rows, not over a window or in a query of its own."""
    if isinstance(node, exp.Window | exp.Subquery | exp.Select):
        return False
    return isinstance(node, exp.AggFunc) or any(_aggregates(child) for child in node.iter_expressions())


def _joined(parts: list[exp.Expr]) -> exp.Expr:
    joined = _text(parts[0])
    for part in parts[1:]:
        joined = exp.DPipe(this=joined, expression=_text(part))
    return exp.Paren(this=joined)


def _text(node: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=node.copy(), expressions=[exp.Literal.string("")])
