"""Recordings as HAR files, which the gate, browsers and other tools read as well.

What only Windtunnel knows of a recording stands in ``log._windtunnel``; HAR reserves names that begin with ``_``.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import windtunnel
from windtunnel.kernel.errors import FileError

from .exchange import Exchange, Headers, header

BYTES_MAX = 64 * 1024 * 1024
OWN = "_windtunnel"
UNSENT = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})
"""Headers about the way that a body travelled; recorded bodies are whole and decoded."""


@dataclass(frozen=True)
class Provenance:
    """Where a recording comes from, and until when it counts as fresh.

    Args:
        system: that was recorded.
        upstream: scheme, host and port.
        recorded_at: an RFC 3339 time.
        expires: the last day on which it is fresh.
        redacted: how many different values were replaced, by kind.
        stand_ins: what stands in their place.
        tool: what recorded it.
    """

    system: str
    upstream: str
    recorded_at: str
    expires: date
    redacted: Mapping[str, int] = field(default_factory=dict)
    stand_ins: tuple[str, ...] = ()
    tool: str = f"windtunnel {windtunnel.__version__}"


@dataclass(frozen=True)
class Recording:
    """A file of exchanges; ``provenance`` is missing where another tool wrote it."""

    exchanges: tuple[Exchange, ...]
    provenance: Provenance | None
    file: Path | None = None


def read_har(file: Path) -> Recording:
    """Return the recording in a HAR file.

    Raises:
        FileError: it cannot be read, is too large, or is no HAR file.
    """
    try:
        if file.stat().st_size > BYTES_MAX:
            raise FileError(f"larger than {BYTES_MAX:,} bytes", file=file)
        log = _log(json.loads(file.read_bytes()), file)
        entries = [_entry_of(entry, index, file) for index, entry in enumerate(log["entries"])]
        return Recording(tuple(each for each in entries if each is not None), _provenance(log.get(OWN)), file)
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", file=file) from error
    except UnicodeDecodeError as error:
        raise FileError(f"not UTF-8 text (byte {error.start})", file=file) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FileError(f"not valid JSON: {error.msg}", file=file, place=place) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise FileError(f"not what Windtunnel writes: {_reason(error)}", file=file, place=f"log.{OWN}") from error


def _log(data: Any, file: Path) -> Mapping[str, Any]:
    log = data.get("log") if isinstance(data, dict) else None
    if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
        raise FileError("not a HAR file: there is no list log.entries", file=file)
    return log


def _entry_of(entry: Any, index: int, file: Path) -> Exchange | None:
    """Return an exchange; ``None`` for one that was never answered, which browsers give the status 0."""
    try:
        return _exchange(entry) if _status(entry["response"]["status"]) else None
    except TypeError as error:
        place = f"log.entries[{index}]"
        raise FileError("not a HAR file: an object is something else", file=file, place=place) from error
    except (AttributeError, KeyError, ValueError, binascii.Error) as error:
        place = f"log.entries[{index}]"
        raise FileError(f"not a HAR file: {_reason(error)}", file=file, place=place) from error


def _status(value: Any) -> int:
    try:
        return int(value)
    except ValueError as error:
        raise ValueError(f"the status {value!r} is no number") from error


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def write_har(exchanges: Sequence[Exchange], provenance: Provenance) -> str:
    """Return the text of a HAR file; the exchanges must have been redacted."""
    own = {
        "system": provenance.system,
        "upstream": provenance.upstream,
        "recorded_at": provenance.recorded_at,
        "expires": provenance.expires.isoformat(),
        "exchanges": len(exchanges),
        "redacted": dict(provenance.redacted),
        "stand_ins": list(provenance.stand_ins),
        "tool": provenance.tool,
    }
    creator = {"name": "windtunnel", "version": windtunnel.__version__}
    log = {"version": "1.2", "creator": creator, OWN: own, "entries": [_entry(each) for each in exchanges]}
    return json.dumps({"log": log}, indent=1, ensure_ascii=False) + "\n"


def moment(seconds: float) -> str:
    """Return a time as RFC 3339 has it, in UTC, with milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _provenance(own: Mapping[str, Any] | None) -> Provenance | None:
    if own is None:
        return None
    return Provenance(
        system=str(own["system"]),
        upstream=str(own["upstream"]),
        recorded_at=str(own["recorded_at"]),
        expires=date.fromisoformat(str(own["expires"])),
        redacted=dict(own.get("redacted") or {}),
        stand_ins=tuple(own.get("stand_ins") or ()),
        tool=str(own.get("tool", "")),
    )


def _exchange(entry: Mapping[str, Any]) -> Exchange:
    request, response = entry["request"], entry["response"]
    url = urlsplit(request["url"])
    headers = _headers(response)
    return Exchange(
        method=str(request["method"]).upper(),
        origin=f"{url.scheme}://{url.netloc.rpartition('@')[2]}",
        path=url.path or "/",
        query=url.query,
        sent=_headers(request),
        asked=_asked(request.get("postData") or {}),
        status=_status(response["status"]),
        headers=headers,
        answered=_answered(response.get("content") or {}),
        started=_seconds(entry.get("startedDateTime")),
        seconds=max(0.0, float(entry.get("time") or 0.0) / 1000),
    )


def _headers(message: Mapping[str, Any]) -> Headers:
    named = ((str(each["name"]), str(each["value"])) for each in message.get("headers") or ())
    return tuple((name, value) for name, value in named if name.lower() not in UNSENT and not name.startswith(":"))


def _asked(data: Mapping[str, Any]) -> bytes:
    if data.get("text") is not None:
        return str(data["text"]).encode()
    from urllib.parse import urlencode

    pairs = [(str(each["name"]), str(each.get("value", ""))) for each in data.get("params") or ()]
    return urlencode(pairs).encode()


def _answered(content: Mapping[str, Any]) -> bytes:
    text = content.get("text")
    if text is None:
        return b""
    return base64.b64decode(text, validate=True) if content.get("encoding") == "base64" else str(text).encode()


def _seconds(text: Any) -> float:
    if not text:
        return 0.0
    return datetime.fromisoformat(str(text)).timestamp()


def _entry(exchange: Exchange) -> dict[str, Any]:
    pairs = [part.partition("=") for part in exchange.query.split("&") if part]
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "headers": _listed(exchange.sent),
        "queryString": [{"name": name, "value": value} for name, _, value in pairs],
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(exchange.asked),
    }
    if exchange.asked:
        media = header(exchange.sent, "content-type") or ""
        request["postData"] = {"mimeType": media, "text": exchange.asked.decode("utf-8", "replace")}
    milliseconds = round(exchange.seconds * 1000, 3)
    return {
        "startedDateTime": moment(exchange.started),
        "time": milliseconds,
        "request": request,
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }


def _response(exchange: Exchange) -> dict[str, Any]:
    known = exchange.status in HTTPStatus._value2member_map_
    return {
        "status": exchange.status,
        "statusText": HTTPStatus(exchange.status).phrase if known else "",
        "httpVersion": "HTTP/1.1",
        "headers": _listed(exchange.headers),
        "cookies": [],
        "content": {
            "size": len(exchange.answered),
            "mimeType": header(exchange.headers, "content-type") or "",
            "text": exchange.answered.decode("utf-8", "replace"),
        },
        "redirectURL": header(exchange.headers, "location") or "",
        "headersSize": -1,
        "bodySize": len(exchange.answered),
    }


def _listed(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers if name.lower() not in UNSENT]
