"""The way in: a query's text with its texts bound, ready to run.

Queries that differ in their string literals alone share one plan, which is compiled once per process.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..errors import bare_refusal
from ..org import View
from ..schema import Schema
from .compiling import Compiler
from .operands import Bind, Operands
from .parser import parse
from .plan import Plan
from .tokens import QueryError, explain

CHARACTERS_MAX = 100_000
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan with the operands that must be bound before it runs."""

    plan: Plan
    binds: tuple[Bind, ...]


def prepare(text: str, view: View) -> Plan:
    """Return the plan of a query; its operands are put into ``view``.

    Raises:
        Refused: the query is malformed, or names what does not exist.
        NotSimulated: it uses what is not built.
    """
    if len(text) > CHARACTERS_MAX:
        raise bare_refusal("MALFORMED_QUERY", f"SOQL statements cannot be longer than {CHARACTERS_MAX} characters")
    parts = _STRING.split(text)
    try:
        compiled = _compiled(view.org.schema, "''".join(parts[::2]))
        bind(compiled, parts[1::2], view)
    except QueryError as error:
        raise explain(text, error) from error
    return compiled.plan


def bind(compiled: Compiled, strings: list[str], view: View) -> None:
    """Bind the operands of a statement, in order, since later ones may look at earlier ones.

    Raises:
        QueryError: a text does not fit its field.
    """
    view.operands = []
    for each in compiled.binds:
        view.operands.append(each(strings, view))


@lru_cache(maxsize=2048)
def _compiled(schema: Schema, shape: str) -> Compiled:
    """Compile a query whose string literals are empty.

    Positions in errors are token numbers, which are the same in the text that was sent.
    """
    operands = Operands()
    plan = Compiler(schema, operands).compile(parse(shape))
    return Compiled(plan, tuple(operands.binds))
