"""Reading what a brain knows: CSV with a header line, or JSON Lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import FileError, UnknownNameError, UsageError, did_you_mean

JSON_LINES = (".jsonl", ".ndjson")
Row = Mapping[str, Any]


def rows_of(given: Any, root: Path | None, place: str) -> list[Row]:
    """Return the rows of an option: a list of mappings, or the path of a file.

    Raises:
        UsageError: it is neither, or the file cannot be read.
    """
    if isinstance(given, str | Path):
        return read_rows(_located(Path(given), root))
    if not isinstance(given, list | tuple) or not all(isinstance(row, Mapping) for row in given):
        raise UsageError("expected a list of mappings, or the path of a CSV or JSON Lines file", place=place)
    return list(given)


def read_rows(file: Path) -> list[Row]:
    """Return the rows of a CSV or JSON Lines file.

    Raises:
        FileError: it is missing, not UTF-8, or a line is no JSON object.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"cannot be read: {error}", file=file) from error
    return _json_lines(text, file) if file.suffix in JSON_LINES else list(csv.DictReader(StringIO(text)))


def column(row: Row, name: str, place: str) -> str:
    """Return one value of a row as text.

    Raises:
        UsageError: the row does not have it.
    """
    if name not in row:
        raise UsageError(f"no column {name!r}{did_you_mean(name, row)}", place=place)
    return str(row[name])


def only(options: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuse options that a kind of brain does not have.

    Raises:
        UnknownNameError: names the first.
    """
    for name in options:
        if name not in known:
            raise UnknownNameError("option of the brain", name, known, place="brain")


def count_of(options: Mapping[str, Any], name: str, default: int) -> int:
    """Return an option that is a positive whole number.

    Raises:
        UsageError: it is not.
    """
    value = options.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise UsageError(f"expected a positive whole number, not {value!r}", place=f"brain.{name}")
    return value


def _located(file: Path, root: Path | None) -> Path:
    return root / file if root is not None and not file.exists() and (root / file).exists() else file


def _json_lines(text: str, file: Path) -> list[Row]:
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            rows.append(_object(line, file, number))
    return rows


def _object(line: str, file: Path, number: int) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise FileError(str(error), file=file, place=f"line {number}") from error
    if not isinstance(row, Mapping):
        raise FileError("not a JSON object", file=file, place=f"line {number}")
    return row
