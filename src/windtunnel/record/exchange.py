"""One request and its answer, as they were on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    Args:
        method: upper case.
        origin: scheme, host and port that were asked (``https://api.example.com``).
        path: as sent, without the query, percent-encoded.
        query: the raw query string.
        sent: headers of the request, in order.
        asked: body of the request, decoded from its content encoding.
        status: of the answer.
        headers: of the answer, in order.
        answered: body of the answer, decoded from its content encoding.
        started: when the request began, in seconds since the Unix epoch.
        seconds: until the answer was complete.
    """

    method: str
    origin: str
    path: str
    query: str = ""
    sent: Headers = ()
    asked: bytes = b""
    status: int = 200
    headers: Headers = ()
    answered: bytes = b""
    started: float = 0.0
    seconds: float = 0.0

    @property
    def url(self) -> str:
        """The whole URL."""
        return f"{self.origin}{self.path}{'?' if self.query else ''}{self.query}"

    @property
    def host(self) -> str:
        """The host that was asked, without the port."""
        return urlsplit(self.origin).hostname or ""


def header(headers: Headers, name: str) -> str | None:
    """Return the first value of a header, whatever the case of its name."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def media_type(headers: Headers) -> str:
    """Return the media type of a body in lower case, without parameters; empty when none was told."""
    return (header(headers, "content-type") or "").partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Tell whether a media type is JSON, by itself or by its suffix."""
    return media == "application/json" or media.endswith("+json")
