"""Recorded traffic: HAR files (``.har``), VCR cassettes (``.yaml``), journals of a run (``.jsonl``)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from windtunnel.contract import yaml12
from windtunnel.kernel.errors import FileError

from ..locations import lines_of

BYTES_MAX = 64 * 1024 * 1024
Headers = tuple[tuple[str, str], ...]
ANNOUNCEMENTS = ("sunset", "deprecation")
"""Headers of answers that journals keep, too, under their own names."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    Args:
        method: upper case.
        host: of the URL, without the port; empty in a journal.
        path: as sent, without the query.
        query: the raw query string.
        sent: headers of the request, names in lower case.
        sent_body: body of the request; nothing when it was not recorded.
        status: of the answer.
        headers: of the answer, names in lower case; nothing when they were not recorded.
        body: of the answer; nothing when it was not recorded.
        pointer: its place in the file.
        line: its line in the file, where that is known already.
        system: which system a journal says it was.
        announced: what a journal keeps of an answer's headers: announcements of an end, names in lower case.
    """

    method: str
    host: str
    path: str
    query: str
    sent: Headers
    sent_body: bytes | None
    status: int
    headers: Headers | None
    body: bytes | None
    pointer: str = ""
    line: int = 0
    system: str = ""
    announced: Headers = ()

    def announcement(self, name: str) -> str | None:
        """Return a header by which an answer announces an end, also where no other header was recorded."""
        return self.header(name) or next((value for key, value in self.announced if key == name), None)

    def header(self, name: str) -> str | None:
        """Return the first value of a header of the answer."""
        return next((value for key, value in self.headers or () if key == name), None)

    def sent_header(self, name: str) -> str | None:
        """Return the first value of a header of the request."""
        return next((value for key, value in self.sent if key == name.lower()), None)


def read_exchanges(file: Path) -> list[Exchange]:
    """Return the exchanges of a recording.

    Raises:
        FileError: it cannot be read, or is none of the known kinds.
    """
    kind = file.suffix.lower()
    if kind not in READERS:
        raise FileError(f"recordings end in {', '.join(READERS)}", file=file)
    try:
        if file.stat().st_size > BYTES_MAX:
            raise FileError(f"larger than {BYTES_MAX:,} bytes", file=file)
        return list(READERS[kind](file))
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", file=file) from error
    except orjson.JSONDecodeError as error:
        raise FileError(f"not valid JSON: {error}", file=file) from error
    except KeyError as error:
        raise FileError(f"not a recording of its kind: {error} is missing", file=file) from error
    except (AttributeError, TypeError) as error:
        raise FileError("not a recording of its kind: an object or a list is something else", file=file) from error
    except (ValueError, binascii.Error) as error:
        raise FileError(f"not a recording of its kind: {error}", file=file) from error


def line_of(file: Path, exchange: Exchange) -> int:
    """Return the line of an exchange in its file."""
    if exchange.line:
        return exchange.line
    text = file.read_text(encoding="utf-8", errors="replace")
    return lines_of(text, [exchange.pointer])[exchange.pointer]


def _har(file: Path) -> Iterator[Exchange]:
    entries = orjson.loads(file.read_bytes())["log"]["entries"]
    for index, entry in enumerate(entries):
        request, response = entry["request"], entry["response"]
        if not int(response["status"]):
            continue  # browsers write 0 for what was never answered
        url = urlsplit(request["url"])
        yield Exchange(
            method=request["method"].upper(),
            host=url.hostname or "",
            path=url.path or "/",
            query=url.query,
            sent=_har_headers(request),
            sent_body=_text(request.get("postData", {}).get("text")),
            status=int(response["status"]),
            headers=_har_headers(response),
            body=_har_body(response.get("content", {})),
            pointer=f"#/log/entries/{index}",
        )


def _har_headers(message: Mapping[str, Any]) -> Headers:
    return tuple((header["name"].lower(), str(header["value"])) for header in message.get("headers", ()))


def _har_body(content: Mapping[str, Any]) -> bytes | None:
    text = content.get("text")
    if text is None:
        return b"" if content.get("size") == 0 else None
    return base64.b64decode(text, validate=True) if content.get("encoding") == "base64" else str(text).encode()


def _cassette(file: Path) -> Iterator[Exchange]:
    for index, interaction in enumerate(yaml12.read(file)["interactions"]):
        request, response = interaction["request"], interaction["response"]
        url = urlsplit(request["uri"])
        yield Exchange(
            method=request["method"].upper(),
            host=url.hostname or "",
            path=url.path or "/",
            query=url.query,
            sent=_cassette_headers(request),
            sent_body=_text(request.get("body")),
            status=int(response["status"]["code"]),
            headers=_cassette_headers(response),
            body=_text((response.get("body") or {}).get("string")),
            pointer=f"#/interactions/{index}",
        )


def _cassette_headers(message: Mapping[str, Any]) -> Headers:
    headers = message.get("headers") or {}
    return tuple(
        (name.lower(), str(value))
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
    )


def _text(value: Any) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else orjson.dumps(value)


def _journal(file: Path) -> Iterator[Exchange]:
    """A journal keeps neither headers nor bodies, except what its ``describe`` was asked for."""
    attempts: dict[int, Mapping[str, Any]] = {}
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        event = orjson.loads(line)
        if event["kind"] == "attempt":
            attempts[event["attempt"]] = event["data"]
        elif event["kind"] == "answer" and event["data"].get("status") and event["attempt"] in attempts:
            yield _answered(attempts[event["attempt"]], event["data"], number)


def _answered(asked: Mapping[str, Any], answer: Mapping[str, Any], line: int) -> Exchange:
    told = tuple((name.lower(), str(value)) for name, value in (answer.get("headers") or {}).items())
    announced = tuple((name, str(answer[name])) for name in ANNOUNCEMENTS if answer.get(name))
    return Exchange(
        method=asked["method"],
        host="",
        path=asked["path"],
        query="",
        sent=(),
        sent_body=None,
        status=int(answer["status"]),
        headers=told or None,
        body=None,
        line=line,
        announced=announced,
        system=asked["system"],
    )


READERS: Mapping[str, Callable[[Path], Iterator[Exchange]]] = {
    ".har": _har,
    ".yaml": _cassette,
    ".yml": _cassette,
    ".jsonl": _journal,
}
