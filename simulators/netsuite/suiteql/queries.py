"""The query resource: SuiteQL in, a page of rows out.

Source: profile.yaml, topic ``suiteql``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from ..account import account_of
from ..answers import collection, page_of
from ..bodies import json_object
from ..errors import invalid_content, invalid_header
from ..listing import paging_of
from ..moments import company_text
from .mirror import Mirror, TooMuchWork
from .statement import unsupported
from .tables import DATE_MARK

operations = Operations()


class QueriedSystem(Protocol):
    """A system whose records can be queried."""

    mirror: Mirror


@operations.bind("runSuiteQL")
def run_suiteql(call: Call) -> Response:
    """Run a query and return one page of its rows."""
    account, mirror = account_of(call), cast(QueriedSystem, call.system).mirror
    if "transient" not in call.request.headers.get("prefer", "").lower():
        text = "Invalid value of the header 'Prefer'. Provide the value 'transient'."
        raise invalid_header(text, "Prefer")
    limit, offset = paging_of(call, account)
    columns, rows = rows_of(mirror, _question(call, account.limit("suiteql_characters")), account.limit("rows_max"))
    page = [_row(columns, row) for row in rows[offset : offset + limit]]
    return collection(page_of(call, page, offset, limit, len(rows)))


def rows_of(mirror: Mirror, question: str, rows_max: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return column names and rows of a query.

    Raises:
        Refused: the query cannot be understood or run.
    """
    sql, values = mirror.shapes.sql(question)
    try:
        return mirror.run(sql, rows_max, values)
    except TooMuchWork:
        raise unsupported("Search error occurred: the query takes too long.") from None
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise unsupported(f"Search error occurred: {error}.") from error


def _question(call: Call, characters_max: int) -> str:
    question = json_object(call).get("q")
    if not isinstance(question, str) or not question.strip():
        raise invalid_content("Missing or invalid value of the field 'q'. Provide a query.", "q")
    if len(question) > characters_max:
        raise invalid_content("The query is too long.", "q")
    return question


def _row(columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"links": []}
    for name, value in zip(columns, row, strict=True):
        if value is not None:
            told[name.lower()] = text_of(value)
    return told


def text_of(value: Any) -> str:
    """Return a value as an answer tells it: a date as the account writes it, a whole number without a point."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, str) and value.startswith(DATE_MARK):
        return company_text(datetime.fromisoformat(value[1:]))
    return str(value)
