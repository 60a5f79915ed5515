"""Functions of SOQL: aggregates, parts of dates, labels of picklists.

Source: SOQL reference, "Aggregate Functions", "Date Functions" and "toLabel()"; all dates are UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from windtunnel.simulator import Record

from ..errors import NotSimulated
from ..moments import day_of
from ..org import View
from ..schema import Field, plain_field
from .names import Term
from .syntax import Function
from .tokens import QueryError

Aggregate = Callable[[Sequence[Any]], Any]
"""From the values of a group that are not null to the result."""
COUNTING = ("COUNT", "COUNT_DISTINCT")
NUMERIC = ("SUM", "AVG")
UNBUILT = frozenset({"FORMAT", "CONVERTCURRENCY", "CONVERTTIMEZONE", "DISTANCE", "GEOLOCATION", "GROUPING"})
LABEL = "TOLABEL"


def _distinct(values: Sequence[Any]) -> int:
    return len({value.lower() if isinstance(value, str) else value for value in values})


AGGREGATES: Mapping[str, Aggregate] = {
    "COUNT": len,
    "COUNT_DISTINCT": _distinct,
    "SUM": lambda values: sum(values) if values else None,
    "AVG": lambda values: sum(values) / len(values) if values else None,
    "MIN": lambda values: min(values, key=_order, default=None),
    "MAX": lambda values: max(values, key=_order, default=None),
}


def _order(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _day_in_year(day: date) -> int:
    return day.timetuple().tm_yday


def _week_in_year(day: date) -> int:
    return (_day_in_year(day) - 1) // 7 + 1


DATE_PARTS: Mapping[str, Callable[[date], int]] = {
    "CALENDAR_YEAR": lambda day: day.year,
    "CALENDAR_QUARTER": lambda day: (day.month - 1) // 3 + 1,
    "CALENDAR_MONTH": lambda day: day.month,
    "FISCAL_YEAR": lambda day: day.year,
    "FISCAL_QUARTER": lambda day: (day.month - 1) // 3 + 1,
    "FISCAL_MONTH": lambda day: day.month,
    "DAY_IN_MONTH": lambda day: day.day,
    "DAY_IN_WEEK": lambda day: day.isoweekday() % 7 + 1,
    "DAY_IN_YEAR": _day_in_year,
    "WEEK_IN_MONTH": lambda day: (day.day - 1) // 7 + 1,
    "WEEK_IN_YEAR": _week_in_year,
}
OF_DATETIME: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "DAY_ONLY": ("date", lambda text: text[:10]),
    "HOUR_IN_DAY": ("int", lambda text: int(text[11:13])),
}
"""Functions of datetimes alone: type of the result and how it is made."""


def is_aggregate(name: str) -> bool:
    """Tell whether a function of this name sums groups up."""
    return name in AGGREGATES


def is_date_function(name: str) -> bool:
    """Tell whether a function of this name takes a part of a date."""
    return name in DATE_PARTS or name in OF_DATETIME


def check_known(function: Function) -> None:
    """Check that a function is there.

    Raises:
        NotSimulated: the vendor has it, this simulator does not.
        QueryError: nobody has it.
    """
    if function.name in UNBUILT:
        raise NotSimulated(f"SOQL {function.name}()")
    if not (is_aggregate(function.name) or is_date_function(function.name) or function.name == LABEL):
        raise QueryError(function.at, f"Invalid function: {function.name}")


def date_function(function: Function, term: Term) -> Term:
    """Return the part of a date field as a term of its own.

    Raises:
        QueryError: the field is no date.
    """
    if function.name in OF_DATETIME:
        kind, part = OF_DATETIME[function.name]
        accepted: tuple[str, ...] = ("datetime",)
    else:
        kind, part, accepted = "int", _of_day(DATE_PARTS[function.name]), ("date", "datetime")
    if term.field.type not in accepted:
        raise QueryError(
            function.at,
            f"{function.name} can only be used on {' and '.join(accepted)} fields",
            "INVALID_FIELD",
        )
    read = term.read

    def take(row: Record, view: View) -> Any:
        value = read(row, view)
        return part(value) if value else None

    return Term((f"{function.name}({term.name})",), plain_field(function.name, kind), take, function.at)


def label_function(function: Function, term: Term) -> Term:
    """Return the labels of a picklist field as a term under the field's own name.

    Raises:
        NotSimulated: it is a parent's field.
    """
    if len(term.parts) > 1:
        raise NotSimulated("SOQL toLabel() of a parent's field")
    entries, read = term.field.value_by_key, term.read

    def take(row: Record, view: View) -> Any:
        value = read(row, view)
        entry = entries.get(value.lower()) if isinstance(value, str) else None
        return entry.label if entry is not None else value

    return Term(term.parts, plain_field(term.field.name, "picklist"), take, function.at)


def result_field(function: Function, field: Field | None) -> Field:
    """Return a stand-in with the type that an aggregate of ``field`` has; ``None`` for ``COUNT()``.

    Raises:
        QueryError: the field cannot be aggregated so.
    """
    if function.name in COUNTING:
        if field is not None and (field.is_long_text or field.type == "address"):
            raise _not_aggregatable(function, field)
        return plain_field(function.name, "int")
    assert field is not None, "only COUNT() goes without a field"
    if not field.is_aggregatable or (function.name in NUMERIC and not field.is_number):
        raise _not_aggregatable(function, field)
    return plain_field(function.name, "double" if function.name == "AVG" else field.type)


def _not_aggregatable(function: Function, field: Field) -> QueryError:
    return QueryError(function.at, f"field {field.name} does not support aggregate operator {function.name}")


def _of_day(part: Callable[[date], int]) -> Callable[[str], int | None]:
    def take(text: str) -> int | None:
        day = day_of(text)
        return part(day) if day is not None else None

    return take
