"""CSV as Bulk API 2.0 takes and gives it.

Source: profile.yaml, topic ``bulk csv``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..moments import bulk_text
from ..schema import Field

DELIMITERS = {"BACKQUOTE": "`", "CARET": "^", "COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "TAB": "\t"}
LINE_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
NULL = "#N/A"


class Unreadable(Exception):
    """An upload that fails its job; the text is the job's error message."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Delimiter and line ending of a job, by the vendor's names."""

    column_delimiter: str
    line_ending: str

    def read(self, data: bytes) -> tuple[list[str], list[list[str]]]:
        """Return the header row and the rows of an upload; empty lines are left out.

        Raises:
            Unreadable: it is not UTF-8, its lines end otherwise, or it is no CSV.
        """
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable("InvalidBatch : Invalid UTF-8 in user data") from error
        self._check_line_ending(text)
        source = io.StringIO(text, newline="")
        try:
            rows = [row for row in csv.reader(source, delimiter=DELIMITERS[self.column_delimiter], strict=True) if row]
        except csv.Error as error:
            raise Unreadable(f"InvalidBatch : CSV parse error: {error}") from error
        return (rows[0], rows[1:]) if rows else ([], [])

    def write(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        """Return rows below their header, every field quoted."""
        target = io.StringIO(newline="")
        writer = csv.writer(
            target,
            delimiter=DELIMITERS[self.column_delimiter],
            lineterminator=LINE_ENDINGS[self.line_ending],
            quoting=csv.QUOTE_ALL,
        )
        writer.writerow(header)
        writer.writerows(rows)
        return target.getvalue().encode()

    def _check_line_ending(self, text: str) -> None:
        head, newline, _ = text.partition("\n")
        if newline and (head.endswith("\r") != (self.line_ending == "CRLF")):
            message = f"LineEnding is invalid on user data. Current LineEnding setting is {self.line_ending}"
            raise Unreadable(message)


def cell(value: Any, field: Field) -> str:
    """Return a value of a record as a cell of a query result; null is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return bulk_text(value) if field.type == "datetime" else str(value)
