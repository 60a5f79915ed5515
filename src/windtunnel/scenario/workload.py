"""What arrives: rows of an input file, at times drawn from the seed."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from math import inf
from pathlib import Path
from random import Random
from typing import Any

from windtunnel.contract.yaml12 import read_text
from windtunnel.kernel.errors import FileError, did_you_mean

from .model import Arrivals

Row = Mapping[str, Any]
_PICK = re.compile(r"\{pick ([^{}]+)\}")


@dataclass(frozen=True)
class Rows:
    """The rows of an input.

    Args:
        file: where they came from.
        sha256: digest of the file, for receipts.
        rows: the rows, with the workload's field names.
    """

    file: Path
    sha256: str
    rows: tuple[Row, ...]

    def take(self, count: int) -> Iterator[Row]:
        """Yield ``count`` rows, going through the input again when it is shorter."""
        for index in range(count):
            yield self.rows[index % len(self.rows)]

    def value(self, index: int, field: str) -> Any:
        """Return a field of the row with this index.

        Raises:
            FileError: the row does not have it.
        """
        row = self.rows[index]
        if field not in row:
            message = f"row {index + 1} has no field {field!r}{did_you_mean(field, map(str, row))}"
            raise FileError(message, file=self.file)
        return row[field]

    def distinct(self, field: str) -> list[str]:
        """Return the distinct values of a field, sorted.

        Raises:
            FileError: no row has the field.
        """
        values = {str(row[field]) for row in self.rows if field in row}
        if not values:
            raise FileError(f"no column gives the field {field!r}", file=self.file)
        return sorted(values)


def read_rows(file: Path, columns: Mapping[str, str], fields: Mapping[str, str] | None = None) -> Rows:
    """Read a CSV or JSON Lines file.

    Args:
        file: the input; ``.jsonl``/``.ndjson`` is JSON Lines, everything else CSV with a header line.
        columns: workload field by column name; columns that are not named keep their own name.
        fields: templates of further fields.

    Raises:
        FileError: the file is missing, not UTF-8, empty, malformed, or lacks a column.
    """
    text = read_text(file)
    if not text.strip():
        raise FileError("the input is empty", file=file)
    read = _json_lines if file.suffix in (".jsonl", ".ndjson") else _csv
    rows = tuple(read(text, file))
    if not rows:
        raise FileError("the input has no rows", file=file)
    prepared = tuple(
        {**_rename(row, columns, file), **{name: fill(text, number) for name, text in (fields or {}).items()}}
        for number, row in enumerate(rows)
    )
    return Rows(file, hashlib.sha256(text.encode()).hexdigest(), prepared)


def fill(template: str, number: int) -> str:
    """Return ``template`` with ``{row}`` and ``{pick a|b|c}`` filled in for row ``number``."""

    def pick(found: re.Match[str]) -> str:
        choices = found[1].split("|")
        return choices[number % len(choices)]

    return _PICK.sub(pick, template.replace("{row}", str(number)))


def _csv(text: str, file: Path) -> Iterator[Row]:
    reader = csv.DictReader(StringIO(text), strict=True)
    try:
        for row in reader:
            if None in row:
                raise FileError("more cells than the header has columns", file=file, place=f"line {reader.line_num}")
            yield row
    except csv.Error as error:
        raise FileError(f"not valid CSV: {error}", file=file, place=f"line {reader.line_num}") from error


def _json_lines(text: str, file: Path) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise FileError(f"not valid JSON: {error.msg}", file=file, place=f"line {number}") from error
        if not isinstance(row, Mapping):
            raise FileError("a row is a JSON object", file=file, place=f"line {number}")
        yield row


def _rename(row: Row, columns: Mapping[str, str], file: Path) -> Row:
    renamed = dict(row)
    for field, column in columns.items():
        if column not in row:
            raise FileError(f"no column {column!r} (for {field!r}){did_you_mean(column, map(str, row))}", file=file)
        renamed[field] = row[column]
    return renamed


def arrival_times(arrivals: Arrivals, load: float, count: int, random: Random) -> Sequence[float]:
    """Return when each event arrives, in seconds after the start.

    Args:
        arrivals: the arrival process.
        load: factor on its rate.
        count: how many events.
        random: the workload's own stream.
    """
    if arrivals.every is not None:
        return [index * arrivals.every / load for index in range(count)]
    rate = arrivals.poisson if arrivals.over is None else min(count / arrivals.over, arrivals.at_most or inf)
    assert rate is not None
    times, now = [], 0.0
    for _ in range(count):
        now += random.expovariate(rate * load)
        times.append(now)
    return times
