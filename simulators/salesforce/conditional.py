"""Conditional requests: ETags of accounts, modification dates of everything else.

Source: profile.yaml, topic ``conditional requests``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime

import orjson

from windtunnel.simulator import Call, Record, Refusal
from windtunnel.world.http import Response

from .answers import Headers
from .errors import bare_refusal
from .moments import http_date, moment_of, read_http_date
from .schema import ObjectType

WITH_ETAG = ("Account",)
READING = ("GET", "HEAD")


def validators(type: ObjectType, record: Record) -> Headers:
    """Return the headers that let a caller ask again conditionally."""
    headers: Headers = []
    if record.get("SystemModstamp"):
        headers.append(("Last-Modified", http_date(record["SystemModstamp"])))
    tag = etag(type, record)
    return [*headers, ("ETag", tag)] if tag is not None else headers


def etag(type: ObjectType, record: Record) -> str | None:
    """Return the ETag of a record, ``None`` for objects without ETags."""
    if type.name not in WITH_ETAG:
        return None
    digest = hashlib.blake2b(orjson.dumps(record), digest_size=20).digest()
    return f'"{base64.b64encode(digest).decode()}-gzip"'


def check_record(call: Call, type: ObjectType, record: Record) -> None:
    """Check the conditions of a request to one record.

    Raises:
        Refusal: 304 or 412, a condition does not hold.
        Refused: 400, a malformed date on a write.
    """
    tag = etag(type, record)
    if tag is not None:
        check_tag(call, tag)
    check_dates(call, record.get("SystemModstamp"))


def check_tag(call: Call, tag: str) -> None:
    """Check If-Match and If-None-Match.

    Raises:
        Refusal: 304 or 412.
    """
    headers = call.request.headers
    if "if-match" in headers and not _names(headers["if-match"], tag):
        raise _refusal(412)
    if "if-none-match" in headers and _names(headers["if-none-match"], tag):
        raise _refusal(304 if call.request.method in READING else 412)


def check_dates(call: Call, modified: str | None) -> None:
    """Check If-Modified-Since and If-Unmodified-Since.

    Raises:
        Refusal: 304 or 412.
        Refused: 400, a malformed date on a write.
    """
    since = _date(call, "if-modified-since")
    until = _date(call, "if-unmodified-since")
    if modified is None:
        return
    changed = moment_of(modified)
    if since is not None and changed <= since:
        raise _refusal(304 if call.request.method in READING else 412)
    if until is not None and changed > until:
        raise _refusal(412)


def _date(call: Call, name: str) -> datetime | None:
    headers: Mapping[str, str] = call.request.headers
    if name not in headers:
        return None
    moment = read_http_date(headers[name])
    if moment is None and call.request.method not in READING:
        raise bare_refusal("INVALID_ARGUMENT", f"The date of {name} is malformed: {headers[name]}")
    return moment


def _names(header: str, tag: str) -> bool:
    given = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in given or tag in given


def _refusal(status: int) -> Refusal:
    return Refusal(Response(status))
