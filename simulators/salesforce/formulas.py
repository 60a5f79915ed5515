"""Formula fields: arithmetic over the fields of one record.

Grammar: ``+ - * /``, parentheses, numbers, field names, ``add_months(date, n)``, ``add_minutes(datetime, n)``
and ``date(datetime)``. A null anywhere makes the result null, unless the formula takes nulls as zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from .moments import add_months, datetime_text, day_of, moment_of
from .schema import Field, ObjectType

Record = Mapping[str, Any]
Evaluate = Callable[[Record], Any]
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(.))")
_END = ""


@lru_cache(maxsize=256)
def formula(type: ObjectType, field: Field) -> tuple[Evaluate, frozenset[str]]:
    """Return a formula field's function from record to value, and the names of the fields that it reads."""
    assert field.derived is not None
    reader = _Formula(type, field.derived["expression"], bool(field.derived.get("nulls_as_zero", False)))
    evaluate = reader.sum()
    assert reader.symbol == _END, f"formula of {type.name}.{field.name} ends at {reader.symbol!r}"
    return lambda record: _result(evaluate, record, field), frozenset(reader.inputs)


def _result(evaluate: Evaluate, record: Record, field: Field) -> Any:
    try:
        value = evaluate(record)
    except (OverflowError, ValueError, ZeroDivisionError):
        return None
    if isinstance(value, datetime):
        return datetime_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or not field.is_number:
        return value
    return int(value) if field.type == "int" else float(value)


class _Formula:
    """A recursive descent over the expression that yields closures."""

    def __init__(self, type: ObjectType, expression: str, nulls_as_zero: bool) -> None:
        self._type = type
        self._nulls_as_zero = nulls_as_zero
        self._symbols = [next(part for part in found if part) for found in _TOKEN.findall(expression.strip())]
        self._next = 0
        self.inputs: list[str] = []

    @property
    def symbol(self) -> str:
        return self._symbols[self._next] if self._next < len(self._symbols) else _END

    def sum(self) -> Evaluate:
        left = self._product()
        while self.symbol in ("+", "-"):
            left = _binary(self._take(), left, self._product())
        return left

    def _product(self) -> Evaluate:
        left = self._atom()
        while self.symbol in ("*", "/"):
            left = _binary(self._take(), left, self._atom())
        return left

    def _atom(self) -> Evaluate:
        symbol = self._take()
        if symbol == "(":
            inner = self.sum()
            self._take()
            return inner
        if symbol[0].isdigit():
            number = float(symbol)
            return lambda record: number
        return self._function(symbol) if self.symbol == "(" else self._field(symbol)

    def _function(self, name: str) -> Evaluate:
        self._take()
        arguments = [self.sum()]
        while self.symbol == ",":
            self._take()
            arguments.append(self.sum())
        self._take()
        apply = FUNCTIONS[name]
        return lambda record: _apply(apply, [argument(record) for argument in arguments])

    def _field(self, name: str) -> Evaluate:
        field = self._type.field(name)
        assert field is not None, f"formula of {self._type.name} names {name!r}"
        self.inputs.append(name)
        convert, empty = READERS.get(field.type, float), 0.0 if self._nulls_as_zero else None

        def read(record: Record) -> Any:
            value = record.get(name)
            return empty if value is None else convert(value)

        return read

    def _take(self) -> str:
        symbol = self.symbol
        self._next += 1
        return symbol


def _binary(operator: str, left: Evaluate, right: Evaluate) -> Evaluate:
    apply = OPERATORS[operator]
    return lambda record: _apply(apply, [left(record), right(record)])


def _apply(function: Callable[..., Any], arguments: list[Any]) -> Any:
    return None if any(argument is None for argument in arguments) else function(*arguments)


def _plus(left: Any, right: Any) -> Any:
    return left + timedelta(days=right) if isinstance(left, date) else left + right


def _minus(left: Any, right: Any) -> Any:
    return left - timedelta(days=right) if isinstance(left, date) else left - right


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": _plus,
    "-": _minus,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "add_months": lambda day, months: add_months(day, int(months)),
    "add_minutes": lambda moment, minutes: moment + timedelta(minutes=minutes),
    "date": lambda moment: moment.date(),
}
READERS: Mapping[str, Callable[[Any], Any]] = {"date": day_of, "datetime": moment_of}
