"""Where a description comes from: a file, a URL on loopback, or a commit."""

from __future__ import annotations

import ipaddress
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from windtunnel.kernel.errors import FileError, InconclusiveError, UsageError

from ..reading import JSON_BYTES_MAX

GIT = "git:"
SECONDS_MAX = 5.0


def fetch(source: str, folder: Path) -> bytes:
    """Return the bytes of a description.

    Args:
        source: path of a file, ``http://127.0.0.1:PORT/...``, or ``git:REF:path``.
        folder: where paths start; for ``git:``, any folder of the repository.

    Raises:
        UsageError: the source is not one of these, or leads to another machine.
        FileError: it is missing, unreadable or too large.
        InconclusiveError: it is a URL that does not answer.
    """
    if source.startswith(GIT):
        return _from_git(source, folder)
    if "://" in source:
        return _from_url(source)
    return _from_file(folder / source)


def _from_file(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise FileError("is not a file" if path.exists() else "no such file", file=path)
        _limit(path.stat().st_size, str(path))
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", file=path) from error


def _from_url(url: str) -> bytes:
    import httpx  # only a URL needs it, and it takes as long to import as a small comparison takes

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not _is_loopback(parts.hostname or ""):
        raise UsageError(f"{url!r} leads to another machine; only http and https on loopback are fetched")
    try:
        with (
            httpx.Client(timeout=SECONDS_MAX, trust_env=False, follow_redirects=False) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise InconclusiveError(f"{url}: answered {response.status_code}")
            return _received(response.iter_bytes(), url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise InconclusiveError(f"{url}: cannot be fetched: {error}") from error


def _received(parts: Iterable[bytes], url: str) -> bytes:
    data = bytearray()
    for part in parts:
        data += part
        _limit(len(data), url)
    return bytes(data)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _from_git(source: str, folder: Path) -> bytes:
    reference, colon, path = source.removeprefix(GIT).partition(":")
    if not colon or not reference or not path or reference.startswith("-"):
        raise UsageError(f"{source!r} is not git:REF:path")
    name = f"{reference}:{path}"
    size = _git(folder, source, "cat-file", "-s", name)
    _limit(int(size), source)
    return _git(folder, source, "cat-file", "blob", name)


def _git(folder: Path, source: str, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are checked, and no shell reads them
            ["git", *arguments],  # noqa: S607 - the git of the user's path, as the user calls it
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=SECONDS_MAX,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FileError(f"git cannot be asked: {error}", file=source) from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise FileError(f"git: {reason}", file=source)
    return done.stdout


def _limit(size: int, name: str) -> None:
    if size > JSON_BYTES_MAX:
        raise FileError(f"{size:,} bytes; a description of an API may have {JSON_BYTES_MAX:,}", file=name)
