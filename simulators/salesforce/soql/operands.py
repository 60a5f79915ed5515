"""Turns literals into values that rows are compared with, by the type of the field.

What depends on the literal's text or on the clock is bound when the query runs, so that a plan can be kept
and used again with other texts at another time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..ids import canonical_id
from ..moments import end_of, read_datetime, read_time, start_of, today
from ..org import View
from ..schema import ID_TYPES, NUMBER_TYPES, Field
from .date_literals import DATE_LITERALS, span
from .literals import like_pattern, unescape
from .syntax import Literal
from .tokens import Kind, QueryError

Strings = Sequence[str]
"""The texts of the string literals of a statement, as written, in their order."""
Bind = Callable[[Strings, View], Any]
Fold = Callable[[Any], Any]


class Operands:
    """The operands of a statement in the order in which they are bound."""

    def __init__(self) -> None:
        self.binds: list[Bind] = []

    def add(self, bind: Bind) -> int:
        """Return the index under which the bound value will be found in ``View.operands``."""
        self.binds.append(bind)
        return len(self.binds) - 1


def scalar(field: Field, literal: Literal) -> Bind:
    """Return how a literal becomes a value comparable with folded values of ``field``; null becomes ``None``.

    Raises:
        QueryError: the literal does not fit the field's type.
    """
    if literal.is_null:
        return lambda strings, view: None
    kind = KIND_OF_TYPE.get(field.type, Kind.STRING)
    if kind is Kind.STRING and literal.kind is Kind.STRING:
        return _string(field, literal)
    if kind is Kind.NUMBER and literal.kind is Kind.NUMBER:
        number = float(literal.text)
        return lambda strings, view: number
    if field.type == "boolean" and literal.text in ("TRUE", "FALSE"):
        truth = literal.text == "TRUE"
        return lambda strings, view: truth
    if literal.kind is kind:
        return _moment(field, literal)
    raise mismatch(field, literal)


def ranged(field: Field, literal: Literal) -> Bind | None:
    """Return how a date literal becomes the first and last value it stands for, ``None`` for other literals.

    Raises:
        QueryError: the field is no date and no datetime.
    """
    if not is_date_literal(literal):
        return None
    if field.type not in ("date", "datetime"):
        raise mismatch(field, literal)

    def bind(strings: Strings, view: View) -> tuple[str, str]:
        first, last = span(literal.text, today(view.org.now))
        if field.type == "date":
            return first.isoformat(), last.isoformat()
        return start_of(first), end_of(last)

    return bind


def pattern(field: Field, literal: Literal) -> Bind:
    """Return how the literal of LIKE becomes an expression over text in lower case.

    Raises:
        QueryError: the field is no text.
    """
    if not field.is_text or field.type == "multipicklist":
        raise QueryError(literal.at, f"invalid operator on {field.type} field", "INVALID_FIELD")
    return lambda strings, view: like_pattern(strings[literal.index], literal.at)


def fold_of(field: Field) -> Fold:
    """Return what makes values of ``field`` comparable: texts in lower case, multipicklists as sets."""
    if field.type == "multipicklist":
        return parts_of
    return _lower if field.is_text and not field.case_sensitive else _itself


def parts_of(text: str) -> frozenset[str]:
    """Return the values of a multipicklist in lower case."""
    return frozenset(part.strip().lower() for part in text.split(";"))


def is_date_literal(literal: Literal) -> bool:
    """Tell whether a literal is TODAY, LAST_N_DAYS:3 or the like."""
    return literal.kind is Kind.RELATIVE or (literal.kind is Kind.NAME and literal.text in DATE_LITERALS)


def mismatch(field: Field, literal: Literal) -> QueryError:
    """Return the error of a literal of another type than its field."""
    kind = KIND_OF_TYPE.get(field.type, Kind.STRING)
    wanted = "string" if kind is Kind.STRING else VENDOR_TYPES.get(field.type, field.type)
    quotes = "should be enclosed" if kind is Kind.STRING else "should not be enclosed"
    message = f"value of filter criterion for field '{field.name}' must be of type {wanted} and {quotes} in quotes"
    return QueryError(literal.at, message, "INVALID_FIELD")


def _string(field: Field, literal: Literal) -> Bind:
    index, at = literal.index, literal.at
    if field.type in ID_TYPES:
        return lambda strings, view: record_id(unescape(strings[index], at), at)
    fold = fold_of(field)

    def bind(strings: Strings, view: View) -> Any:
        text = unescape(strings[index], at)
        return fold(text) if text else None

    return bind


def record_id(text: str, at: int) -> str | None:
    """Return the 18-character form of an id in a query; an empty text is null.

    Raises:
        QueryError: it is no id.
    """
    if not text:
        return None
    found = canonical_id(text)
    if found is None:
        raise QueryError(at, f"invalid ID field: {text}", "INVALID_QUERY_FILTER_OPERATOR")
    return found


def _moment(field: Field, literal: Literal) -> Bind:
    read = MOMENTS[field.type]
    value = read(literal.text)
    if value is None:
        raise QueryError(literal.at, f"Invalid {field.type}: {literal.text}")
    return lambda strings, view: value


def _read_date(text: str) -> str | None:
    moment = read_datetime(text)
    return moment[:10] if moment is not None else None


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _itself(value: Any) -> Any:
    return value


MOMENTS: Mapping[str, Callable[[str], str | None]] = {
    "date": _read_date,
    "datetime": read_datetime,
    "time": read_time,
}
KIND_OF_TYPE: Mapping[str, Kind] = {
    **dict.fromkeys(NUMBER_TYPES, Kind.NUMBER),
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "time": Kind.TIME,
    "boolean": Kind.NAME,
}
VENDOR_TYPES: Mapping[str, str] = {"datetime": "dateTime"}
