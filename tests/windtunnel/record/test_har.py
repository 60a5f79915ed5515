"""Recordings as HAR files."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest

from windtunnel.gate.checks.exchanges import read_exchanges
from windtunnel.kernel.errors import FileError
from windtunnel.record.har import Provenance, read_har, write_har

from .traffic import ORIGIN, exchange

PROVENANCE = Provenance("desk", ORIGIN, "2026-11-21T12:00:00Z", date(2027, 2, 19), {"email": 1}, ("kuse.example",))
TWO = (
    exchange(query="page=2", answer={"é": 1}, sent=(("X-A", "1"),)),
    exchange(method="POST", asked={"a": 1}, status=204),
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Exchanges and provenance, every field."""
    file = tmp_path / "desk.har"
    file.write_text(write_har(TWO, PROVENANCE))
    found = read_har(file)
    assert found.exchanges == TWO
    assert found.provenance == PROVENANCE
    assert PROVENANCE.tool.startswith("windtunnel ")


def test_the_gate_reads_it_as_well(tmp_path: Path) -> None:
    """There is one format."""
    file = tmp_path / "desk.har"
    file.write_text(write_har(TWO, PROVENANCE))
    first, second = read_exchanges(file)
    assert (first.method, first.path, first.query, first.body) == ("GET", "/v2/tickets/7", "page=2", TWO[0].answered)
    assert (second.status, second.sent_body) == (204, TWO[1].asked)


def test_files_of_other_tools_are_read(tmp_path: Path) -> None:
    """Forms as parameters, bodies in base64, pseudo headers, requests without an answer, passwords in the URL."""
    request = {
        "method": "post",
        "url": "https://user:secret@desk.example/a",
        "headers": [{"name": ":authority", "value": "x"}, {"name": "content-encoding", "value": "gzip"}],
        "postData": {"params": [{"name": "a b", "value": "c"}]},
    }
    response = {"status": 200, "headers": [], "content": {"text": "aGVsbG8=", "encoding": "base64"}}
    entries = [{"request": request, "response": response}, {"request": request, "response": {"status": 0}}]
    file = tmp_path / "other.har"
    file.write_text(json.dumps({"log": {"entries": entries}}))
    found = read_har(file)
    (only,) = found.exchanges
    assert dataclasses.replace(only, started=0) == dataclasses.replace(
        only, origin="https://desk.example", method="POST", sent=(), asked=b"a+b=c", answered=b"hello", started=0
    )
    assert found.provenance is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not valid JSON"),
        ("{}", "no list log.entries"),
        ('{"log": {"entries": 3}}', "no list log.entries"),
        ('{"log": {"entries": [{"request": {}}]}}', r"log\.entries\[0\]: not a HAR file: 'response' is missing"),
        ('{"log": {"entries": [{"response": {"status": "x"}}]}}', "the status 'x' is no number"),
        ('{"log": {"entries": [{"response": {"status": 0}}, 5]}}', r"log\.entries\[1\]: .*something else"),
        ('{"log": {"entries": [], "_windtunnel": {"system": "x"}}}', r"log\._windtunnel: .*'upstream' is missing"),
    ],
)
def test_what_is_no_har_file_is_refused_with_its_name(tmp_path: Path, text: str, told: str) -> None:
    """And with what was wrong."""
    file = tmp_path / "broken.har"
    file.write_text(text)
    with pytest.raises(FileError, match=told) as caught:
        read_har(file)
    assert "broken.har" in str(caught.value)


def test_a_missing_and_a_binary_file_are_refused(tmp_path: Path) -> None:
    """Without a traceback."""
    with pytest.raises(FileError, match="cannot be read"):
        read_har(tmp_path / "missing.har")
    (tmp_path / "binary.har").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(FileError, match="UTF-8|JSON"):
        read_har(tmp_path / "binary.har")
