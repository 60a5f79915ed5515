"""Where descriptions come from."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from windtunnel.contract.diff import source
from windtunnel.contract.diff.source import fetch
from windtunnel.kernel.errors import FileError, InconclusiveError, UsageError


class _Answers(BaseHTTPRequestHandler):
    """Answers one path with a document, one with a redirect, and the rest with 404."""

    def do_GET(self) -> None:
        """Answer."""
        code = {"/api.json": 200, "/away": 302}.get(self.path, 404)
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "http://192.0.2.1/api.json")
        self.end_headers()
        self.wfile.write(b"{}" if code == 200 else b"")

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_a_file_is_read(tmp_path: Path) -> None:
    """From the folder where the command was called."""
    (tmp_path / "api.json").write_bytes(b"{}")
    assert fetch("api.json", tmp_path) == b"{}"


@pytest.mark.parametrize(("name", "problem"), [("none.json", "no such file"), (".", "is not a file")])
def test_what_is_no_file_is_refused(name: str, problem: str, tmp_path: Path) -> None:
    """With the reason."""
    with pytest.raises(FileError, match=problem):
        fetch(name, tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is asked for first."""
    monkeypatch.setattr(source, "JSON_BYTES_MAX", 3)
    (tmp_path / "api.json").write_bytes(b"{   }")
    with pytest.raises(FileError, match="5 bytes"):
        fetch("api.json", tmp_path)


def test_a_url_on_loopback_is_fetched(server: str, tmp_path: Path) -> None:
    """Redirects are not followed, errors are no documents."""
    assert fetch(f"{server}/api.json", tmp_path) == b"{}"
    with pytest.raises(InconclusiveError, match="404"):
        fetch(f"{server}/none", tmp_path)
    with pytest.raises(InconclusiveError, match="302"):
        fetch(f"{server}/away", tmp_path)


def test_an_answer_that_is_too_long_is_cut_off(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it says of its length."""
    monkeypatch.setattr(source, "JSON_BYTES_MAX", 1)
    with pytest.raises(FileError, match="2 bytes"):
        fetch(f"{server}/api.json", tmp_path)


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/api.json", "https://example.org/a", "ftp://127.0.0.1/a", "file:///etc/hosts"]
)
def test_other_machines_are_not_asked(url: str, tmp_path: Path) -> None:
    """Neither by name nor by address."""
    with pytest.raises(UsageError, match="loopback"):
        fetch(url, tmp_path)


def test_nobody_who_listens_is_no_answer(tmp_path: Path) -> None:
    """Nothing could be compared."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as closed:
        port = closed.server_port
    with pytest.raises(InconclusiveError, match="cannot be fetched"):
        fetch(f"http://127.0.0.1:{port}/api.json", tmp_path)


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_commit_is_read(tmp_path: Path) -> None:
    """As it was, not as the file is now."""
    _git(tmp_path, "init", "-q")
    (tmp_path / "api.json").write_bytes(b'{"old": 1}')
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-q", "-m", "first")
    (tmp_path / "api.json").write_bytes(b'{"new": 1}')
    assert fetch("git:HEAD:api.json", tmp_path) == b'{"old": 1}'
    with pytest.raises(FileError, match="git"):
        fetch("git:HEAD:none.json", tmp_path)
    with pytest.raises(FileError, match="git"):
        fetch("git:nobranch:api.json", tmp_path)


@pytest.mark.parametrize("text", ["git:HEAD", "git::api.json", "git:--output=x:api.json", "git:HEAD:"])
def test_what_names_no_commit_is_refused(text: str, tmp_path: Path) -> None:
    """Options of git are none."""
    with pytest.raises(UsageError, match="git:REF:path"):
        fetch(text, tmp_path)
