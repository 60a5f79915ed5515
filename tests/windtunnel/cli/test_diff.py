"""``windtunnel diff``."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from windtunnel.cli.diff import DiffRequest, diff
from windtunnel.kernel.errors import FileError, InconclusiveError, UnknownNameError


def write(folder: Path, name: str, schema: dict[str, Any], **operation: Any) -> str:
    """Write a description whose one operation answers with a schema; return its path."""
    answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    whole = {"operationId": "readOrder", "responses": {"200": answer}, **operation}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "2026-01"}, "paths": {"/orders": {"get": whole}}}
    (folder / name).write_text(json.dumps(document))
    return str(folder / name)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """Two descriptions; the second has one property less."""
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    return write(tmp_path, "old.json", schema), write(tmp_path, "new.json", {"type": "object"})


def run(old: str, new: str, *, fail_on: str = "ERR", level: str = "INFO", as_json: bool = False) -> int:
    """Run the command."""
    return diff(DiffRequest(old, new, fail_on, level, as_json))


def test_breaking_changes_are_shown_by_operation_and_fail(
    pair: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With identifier, place and a summary."""
    assert run(*pair) == 1
    out = capsys.readouterr().out
    assert "GET /orders (readOrder):" in out
    assert "ERR  [response-required-property-removed] `id` in the 200 response: gone; it was always there" in out
    assert out.splitlines()[-1] == "Breaking changes: 1 ERR, 0 WARN, 0 INFO; 1 operation in common."


def test_json_has_every_field_of_every_finding(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """A list, also when nothing was found."""
    assert run(*pair, as_json=True) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["id"], finding["level"]) == ("response-required-property-removed", "ERR")
    assert (finding["operation"], finding["path"], finding["operationId"]) == ("GET", "/orders", "readOrder")
    assert (finding["section"], finding["property"], finding["direction"]) == ("paths", "id", "response")
    assert run(pair[0], pair[0], as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_no_change_is_said_so(pair: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And told apart from a change that no rule is about."""
    assert run(pair[0], pair[0]) == 0
    assert capsys.readouterr().out.startswith("No change: the documents are the same")
    reworded = write(tmp_path, "words.json", {"type": "object"}, description="words")
    assert run(pair[1], reworded) == 0
    assert capsys.readouterr().out.startswith("No breaking change: the documents differ only where no rule applies")


def test_the_level_that_fails_can_be_chosen(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """And so can the level that is shown."""
    reverse = pair[1], pair[0]
    assert run(*reverse) == 0
    assert "response-required-property-added" in capsys.readouterr().out
    assert run(*reverse, fail_on="warn") == 0
    capsys.readouterr()
    assert run(*reverse, fail_on="INFO", level="ERR") == 1
    assert capsys.readouterr().out == "No breaking change: 0 ERR, 0 WARN, 1 INFO; 1 operation in common.\n"
    with pytest.raises(UnknownNameError, match="did you mean 'WARN'"):
        run(*reverse, fail_on="WARNN")


def test_sunset_dates_are_judged_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the machine's date."""
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    old = write(tmp_path, "old.json", {}, deprecated=True)
    assert run(old, write(tmp_path, "new.json", {}, deprecated=True, **{"x-sunset": tomorrow})) == 0
    plain = write(tmp_path, "plain.json", {})
    past = write(tmp_path, "past.json", {}, deprecated=True, **{"x-sunset": "2020-01-01"})
    assert run(plain, past) == 1
    assert "api-sunset-date-too-small" in capsys.readouterr().out


def test_what_cannot_be_read_or_compared_is_an_error(pair: tuple[str, str], tmp_path: Path) -> None:
    """Never a clean result."""
    (tmp_path / "cut.json").write_text('{"openapi": "3.1.0", "paths"')
    with pytest.raises(FileError, match="not valid JSON"):
        run(pair[0], str(tmp_path / "cut.json"))
    (tmp_path / "empty.json").write_text('{"openapi": "3.1.0", "paths": {}}')
    with pytest.raises(InconclusiveError):
        run(str(tmp_path / "empty.json"), str(tmp_path / "empty.json"))


def test_comparing_files_waits_for_nothing_it_does_not_need() -> None:
    """Neither an event loop nor an HTTP client nor models are imported."""
    script = "import sys, windtunnel.cli.diff\n"
    script += "print([n for n in ('asyncio', 'httpx', 'pydantic', 'rich') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
