"""Checkers with one thing changed: a condition inverted, dropped or weakened, or a report left out."""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from windtunnel.scenario.invariants import INVARIANTS, Invariant

INVERSE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
WEAKENED = 1000.0
"""How much wider a limit becomes."""
UPPER = (ast.Gt, ast.GtE)
LOWER = (ast.Lt, ast.LtE)


@dataclass(frozen=True)
class Mutant:
    """A checker with a change.

    Args:
        invariant: whose checker.
        change: what was changed, with the source text concerned; the same text may be concerned in several places.
        tree: the whole module, changed.
    """

    invariant: str
    change: str
    tree: ast.Module

    def checker(self) -> type[Invariant]:
        """Return the changed checker, made from the changed module."""
        original = sys.modules[INVARIANTS[self.invariant].__module__]
        module = ModuleType(original.__name__)
        module.__package__ = original.__package__
        exec(compile(self.tree, f"<{self.change}>", "exec"), module.__dict__)
        checker: type[Invariant] = getattr(module, INVARIANTS[self.invariant].__name__)
        return checker


def mutants_of(invariant: str) -> Iterator[Mutant]:
    """Yield every mutant of an invariant's checker, in the order of its source."""
    tree = ast.parse(inspect.getsource(sys.modules[INVARIANTS[invariant].__module__]))
    for number, node in enumerate(ast.walk(tree)):
        for change, alter in _changes(node):
            changed = copy.deepcopy(tree)
            alter(_nth(changed, number))
            yield Mutant(invariant, change, ast.fix_missing_locations(changed))


def _nth(tree: ast.Module, number: int) -> Any:
    return next(node for index, node in enumerate(ast.walk(tree)) if index == number)


Alter = Callable[[Any], None]


def _changes(node: ast.AST) -> Iterator[tuple[str, Alter]]:
    if isinstance(node, ast.Compare):
        yield from _of_comparison(node)
    elif isinstance(node, ast.BoolOp) and len(node.values) > 2:  # of two, each is inverted where it compares
        for index, part in enumerate(node.values):
            yield f"drop `{ast.unparse(part)}` of `{ast.unparse(node)}`", _drop_operand(index)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"without not: `{ast.unparse(node)}`", _drop_not
    elif isinstance(node, ast.comprehension):
        for index, condition in enumerate(node.ifs):
            yield f"drop filter `{ast.unparse(condition)}`", _drop_filter(index)
    elif hasattr(node, "body") and isinstance(node.body, list):
        yield from _of_block(node.body)


def _of_comparison(node: ast.Compare) -> Iterator[tuple[str, Alter]]:
    text = ast.unparse(node)
    for index, (operator, limit) in enumerate(zip(node.ops, node.comparators, strict=True)):
        place = f" ({index + 1})" if index else ""
        other = INVERSE.get(type(operator))
        if other is not None:
            yield f"invert `{text}`{place}", _operator(index, other)
        if isinstance(operator, UPPER + LOWER) and "self." in ast.unparse(limit):
            yield f"weaken `{text}`{place}", _widen(index, WEAKENED if isinstance(operator, UPPER) else 1 / WEAKENED)


def _of_block(body: list[ast.stmt]) -> Iterator[tuple[str, Alter]]:
    for index, statement in enumerate(body):
        if _reports(statement):
            yield f"leave out `{ast.unparse(statement)}`", _leave_out(index)


def _reports(statement: ast.stmt) -> bool:
    """Tell whether a statement adds to what is reported."""
    if isinstance(statement, ast.AugAssign):
        return isinstance(statement.target, ast.Name) and statement.target.id == "violations"
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value
    if isinstance(value, ast.Yield | ast.YieldFrom):
        return True
    return isinstance(value, ast.Call) and ast.unparse(value.func).endswith("violations.append")


def _operator(index: int, other: type[ast.cmpop]) -> Alter:
    def alter(node: ast.Compare) -> None:
        node.ops[index] = other()

    return alter


def _widen(index: int, factor: float) -> Alter:
    def alter(node: ast.Compare) -> None:
        node.comparators[index] = ast.BinOp(node.comparators[index], ast.Mult(), ast.Constant(factor))

    return alter


def _drop_operand(index: int) -> Alter:
    def alter(node: ast.BoolOp) -> None:
        node.values[index] = node.values[index - 1]  # what is said twice is said once

    return alter


def _drop_filter(index: int) -> Alter:
    def alter(node: ast.comprehension) -> None:
        del node.ifs[index]

    return alter


def _leave_out(index: int) -> Alter:
    def alter(node: Any) -> None:
        statement = node.body[index]
        nothing = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Yield | ast.YieldFrom)
        node.body[index] = ast.parse("yield from ()" if nothing else "pass").body[0]

    return alter


def _drop_not(node: ast.UnaryOp) -> None:
    node.operand = ast.UnaryOp(ast.Not(), node.operand)
