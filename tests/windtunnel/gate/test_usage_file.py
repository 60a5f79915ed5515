"""What an adapter uses, as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from windtunnel.contract.diff.usage import OperationUsage, Usage, Used
from windtunnel.gate.usage_file import read_usage, write_usage
from windtunnel.kernel.errors import FileError

USAGE = Usage(
    "shop",
    (OperationUsage("readOrder", "GET", "/orders/{id}", ("f.py:1",), (200,), reads=(Used("$.total", ("f.py:2",)),)),),
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Word for word, under the system's name."""
    file = write_usage(tmp_path, USAGE)
    assert file == tmp_path / "reads" / "shop.usage.json"
    assert read_usage(file) == USAGE


BROKEN = [
    ("{", "not valid JSON"),
    ("[]", "not a .usage.json"),
    ({"$defs": {}}, "a .schema.json says what is read and not what is called"),
    ({"format": 2, "system": "shop"}, "format 1"),
    ({"format": 1, "system": "shop", "operations": [{"id": "a"}]}, "operations.0.method"),
    ({"format": 1, "system": "shop"}, "operations: Input should be"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN)
def test_another_file_is_refused_with_its_place(tmp_path: Path, content: Any, message: str) -> None:
    """Nothing is guessed: the error names the file and what is wrong there."""
    file = tmp_path / "x.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(FileError, match=message) as told:
        read_usage(file)
    assert "x.json" in str(told.value)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    """As any file is."""
    with pytest.raises(FileError, match="cannot be read"):
        read_usage(tmp_path / "none.json")
