"""Rows of files and options."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.kernel.errors import FileError, UsageError
from windtunnel.simulator.brain.rows import read_rows, rows_of


def test_csv_has_a_header_line(tmp_path: Path) -> None:
    """A byte order mark and quoted line feeds are no trouble."""
    file = tmp_path / "a.csv"
    file.write_bytes(b'\xef\xbb\xbftext,label\n"one\ntwo",x\n')
    assert read_rows(file) == [{"text": "one\ntwo", "label": "x"}]


def test_json_lines_skip_empty_lines(tmp_path: Path) -> None:
    """Each other line is an object."""
    file = tmp_path / "a.jsonl"
    file.write_text('{"a": 1}\n\n{"a": 2}\n', encoding="utf-8")
    assert read_rows(file) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(("content", "told"), [(b"{\n", "line 1"), (b"[1]\n", "not a JSON object"), (b"\xff", "read")])
def test_what_cannot_be_read_names_file_and_line(tmp_path: Path, content: bytes, told: str) -> None:
    """The message leads to the place."""
    file = tmp_path / "a.ndjson"
    file.write_bytes(content)
    with pytest.raises(FileError, match=told):
        read_rows(file)


def test_an_option_is_rows_or_a_path() -> None:
    """Anything else is refused with its place."""
    assert rows_of([{"a": 1}], None, "brain.examples") == [{"a": 1}]
    with pytest.raises(UsageError, match=r"brain\.examples"):
        rows_of(["a"], None, "brain.examples")
