"""Queries that differ only in the texts they compare with are understood once.

An integration asks the same question over and over, each time for another number. What stands behind an equals sign
has no influence on what a query means, so it is taken out before the query is understood, and given to SQLite as a
value. A query in which that cannot be done safely is understood as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp
from sqlglot.errors import ErrorLevel, UnsupportedError
from sqlglot.schema import Schema

from ..errors import NotSimulated, Refused
from .statement import understand
from .tables import Table

MARK = "\x02"
"""Stands on both sides of the number of a text that was taken out."""
SHAPES_MAX = 256
VALUES_MAX = 100

_TEXT = re.compile(r"([\w$#]|=\s*)?'((?:[^']|'')*)'")
_UNSAFE = re.compile(rf"[\"{MARK}]|--|/\*")
"""Quoted names and comments, in which a quotation mark is none."""


class Shapes:
    """SQL for SQLite by the shape of a query.

    Args:
        tables: of the account.
        schema: their columns.
    """

    def __init__(self, tables: Mapping[str, Table], schema: Schema) -> None:
        self._tables = tables
        self._schema = schema
        self._known: dict[str, str | None] = {}

    def sql(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Return a query in SQLite's dialect, and the values of its numbered places.

        Raises:
            Refused: the query cannot be understood.
            NotSimulated: it is one of those that are not simulated.
        """
        shape, values = taken_apart(text)
        if shape not in self._known:
            self._remember(shape, self._with_places(shape, len(values)) if values else self._translated(text))
        sql = self._known[shape]
        return (self._translated(text), ()) if sql is None else (sql, values)

    def _remember(self, shape: str, sql: str | None) -> None:
        if len(self._known) >= SHAPES_MAX:
            del self._known[next(iter(self._known))]
        self._known[shape] = sql

    def _translated(self, text: str) -> str:
        tree: exp.Query = understand(text, self._tables, self._schema).tree
        try:
            return tree.sql("sqlite", unsupported_level=ErrorLevel.RAISE)
        except UnsupportedError as error:
            raise NotSimulated(f"SuiteQL: {error}") from error

    def _with_places(self, shape: str, count: int) -> str | None:
        """Return the SQL of a shape with places for values; ``None`` where a value is not found again."""
        try:
            sql = self._translated(shape)
        except (Refused, NotSimulated):
            return None  # the refusal is to speak of the query as it was sent
        for number in range(1, count + 1):
            literal = f"'{_mark(number)}'"
            if not 0 < sql.count(literal) == sql.count(_mark(number)):
                return None
            sql = sql.replace(literal, f"?{number}")
        return sql


def taken_apart(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a query with marks where a text stands behind an equals sign, and these texts; equal texts count once."""
    numbers: dict[str, int] = {}
    prefixed = False

    def taken(found: re.Match[str]) -> str:
        nonlocal prefixed
        before, value = found[1] or "", found[2]
        prefixed |= before != "" and not before.startswith("=")  # N'...' and q'[...]' have rules of their own
        if not before or not value:
            return found[0]
        return f"{before}'{_mark(numbers.setdefault(value, len(numbers) + 1))}'"

    shape = _TEXT.sub(taken, text)
    if prefixed or len(numbers) > VALUES_MAX or _UNSAFE.search(text):
        return text, ()
    return shape, tuple(value.replace("''", "'") for value in numbers)


def _mark(number: int) -> str:
    return f"{MARK}{number}{MARK}"
