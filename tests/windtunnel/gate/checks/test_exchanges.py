"""Reading recorded traffic."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from windtunnel.gate.checks.exchanges import line_of, read_exchanges
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.errors import FileError
from windtunnel.kernel.journal import Journal, Kind

from ..desk import call, write_har

CASSETTE = """\
version: 1
interactions:
- request:
    method: post
    uri: https://desk.example/api/v1/tickets?dry=1
    body: '{"id": "7"}'
    headers: {X-Desk-Version: ['1']}
  response:
    status: {code: 201, message: Created}
    headers: {Content-Type: [application/json]}
    body: {string: '{"id": "7"}'}
"""


def test_har_files_are_read(tmp_path: Path) -> None:
    """Text, base64 and empty bodies; what was never answered is no answer."""
    encoded = call(body="x")
    encoded["response"]["content"] = {"text": base64.b64encode(b"\xff").decode(), "encoding": "base64"}
    file = write_har(tmp_path, call("/a?b=1", {"id": 1}, Sunset="x"), encoded, call(status=204), call(status=0))
    first, second, third = read_exchanges(file)
    assert (first.method, first.host, first.path, first.query) == ("GET", "desk.example", "/a", "b=1")
    assert (first.body, first.header("sunset")) == (b'{"id": 1}', "x")
    assert (second.body, third.body) == (b"\xff", b"")
    assert '"request"' in file.read_text().splitlines()[line_of(file, second) :][0]


def test_cassettes_are_read(tmp_path: Path) -> None:
    """As vcrpy and pytest-recording write them."""
    file = tmp_path / "desk.yaml"
    file.write_text(CASSETTE)
    (only,) = read_exchanges(file)
    assert (only.method, only.path, only.query, only.status) == ("POST", "/api/v1/tickets", "dry=1", 201)
    assert (only.sent_header("X-Desk-Version"), only.sent_body, only.body) == ("1", b'{"id": "7"}', b'{"id": "7"}')
    assert line_of(file, only) == 3


def test_journals_are_read(tmp_path: Path) -> None:
    """They have neither headers nor bodies, but operations and statuses; answers that never came are left out."""
    journal = Journal(SteppedClock().now)
    told = {"role": "helpdesk", "system": "desk", "method": "GET", "path": "/api/v1/tickets/7"}
    for attempt, status in ((1, 200), (2, None)):
        journal.append(Kind.ATTEMPT, "subject", "ShowTicket", attempt=attempt, **told)
        journal.append(Kind.ANSWER, "helpdesk", "ShowTicket", attempt=attempt, status=status)
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"".join(event.line() for event in journal))
    (only,) = read_exchanges(file)
    assert (only.system, only.path, only.status, only.headers, only.body) == ("desk", told["path"], 200, None, None)
    assert line_of(file, only) == 2


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.har", "{", "not valid JSON"),
        ("a.har", "{}", "not a recording of its kind: 'log' is missing"),
        ("a.har", '{"log": []}', "not a recording of its kind: an object or a list is something else"),
        ("a.yaml", "interactions: [{}]", "not a recording of its kind"),
        ("a.jsonl", "[]\n", "not a recording of its kind"),
        ("a.txt", "", "recordings end in .har, .yaml, .yml, .jsonl"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    """With the file's name."""
    (tmp_path / name).write_text(text)
    with pytest.raises(FileError, match=complaint) as caught:
        read_exchanges(tmp_path / name)
    assert name in str(caught.value)


def test_a_damaged_body_is_refused(tmp_path: Path) -> None:
    """Half a base64 text is not an empty answer."""
    entry = call()
    entry["response"]["content"] = {"text": "a", "encoding": "base64"}
    with pytest.raises(FileError, match="not a recording"):
        read_exchanges(write_har(tmp_path, json.loads(json.dumps(entry))))
