"""Exchanges for the tests of the recorder."""

from __future__ import annotations

import json
from typing import Any

from windtunnel.record.exchange import Exchange, Headers
from windtunnel.record.har import Provenance, write_har
from windtunnel.record.redaction import Redactor

JSON: Headers = (("Content-Type", "application/json"),)
ORIGIN = "https://desk.example"
BEGAN = 1_795_262_400.0
"""2026-11-21T12:00:00Z."""


def exchange(
    path: str = "/v2/tickets/7",
    answer: Any = None,
    status: int = 200,
    *,
    method: str = "GET",
    asked: Any = None,
    query: str = "",
    sent: Headers = (),
    headers: Headers = (),
    origin: str = ORIGIN,
) -> Exchange:
    """Return an exchange whose bodies are JSON."""
    return Exchange(
        method=method,
        origin=origin,
        path=path,
        query=query,
        sent=(*(JSON if asked is not None else ()), *sent),
        asked=b"" if asked is None else json.dumps(asked).encode(),
        status=status,
        headers=(*(JSON if answer is not None else ()), *headers),
        answered=b"" if answer is None else json.dumps(answer).encode(),
        started=BEGAN,
        seconds=0.25,
    )


def har(*exchanges: Exchange) -> str:
    """Return a HAR file as another tool would have written it."""
    from datetime import date

    text = write_har(exchanges, Provenance("desk", ORIGIN, "2026-11-21T12:00:00Z", date(2027, 2, 19)))
    data = json.loads(text)
    del data["log"]["_windtunnel"]
    return json.dumps(data)


def redacted(value: Any) -> Any:
    """Return what becomes of a JSON body."""
    return json.loads(Redactor("seed").exchange(exchange(answer=value)).answered)
