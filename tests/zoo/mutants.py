"""Checkers with one thing changed: a condition inverted, dropped or weakened, or a report left out."""

from __future__ import annotations

import ast
import inspect
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import ModuleType
from typing import Any
from unittest.mock import patch

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


Alter = Callable[[Any], None]


@dataclass(frozen=True)
class Mutant:
    """A checker, or a part that checkers share, with a change.

    Args:
        module: name of the module that is changed.
        change: what was changed, with the source text concerned; the same text may be concerned in several places.
        pickled: the tree of the whole module, unchanged.
        number: of the node that is changed, as ``ast.walk`` counts.
        alter: changes the node.
    """

    module: str
    change: str
    pickled: bytes
    number: int
    alter: Alter

    def made(self) -> ModuleType:
        """Return the changed module."""
        tree: ast.Module = pickle.loads(self.pickled)
        self.alter(next(islice(ast.walk(tree), self.number, None)))
        module = ModuleType(self.module)
        module.__package__ = self.module.rpartition(".")[0]
        code = compile(ast.fix_missing_locations(tree), f"<{self.change}>", "exec")
        with patch.dict(sys.modules, {self.module: module}):  # where the types of parameters are looked up
            exec(code, module.__dict__)
        return module

    def checker(self, invariant: str) -> type[Invariant]:
        """Return the changed checker of an invariant."""
        checker: type[Invariant] = getattr(self.made(), INVARIANTS[invariant].__name__)
        return checker


def mutants_of(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module, in the order of its source."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    pickled = pickle.dumps(tree)
    for number, node in enumerate(ast.walk(tree)):
        for change, alter in _changes(node):
            yield Mutant(module, change, pickled, number, alter)


def _changes(node: ast.AST) -> Iterator[tuple[str, Alter]]:
    if isinstance(node, ast.Compare):
        yield from _of_comparison(node)
    elif isinstance(node, ast.BoolOp) and not isinstance(node.values[-1], ast.Constant):  # that is a default
        for index, part in enumerate(node.values):
            yield f"drop `{ast.unparse(part)}` of `{ast.unparse(node)}`", _drop_operand(index)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"without not: `{ast.unparse(node)}`", _drop_not
    elif isinstance(node, ast.comprehension):
        for index, condition in enumerate(node.ifs):
            yield f"drop filter `{ast.unparse(condition)}`", _drop_filter(index)
    elif isinstance(body := getattr(node, "body", None), list):
        yield from _of_block(body)


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
        return ast.unparse(statement.target).removeprefix("self.") == "violations"
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
