"""Forms in several parts, as files are uploaded."""

from __future__ import annotations

from dataclasses import dataclass

from windtunnel.simulator import Call, MalformedBody, UnsupportedMedia
from windtunnel.simulator.multipart import read_multipart

from .refusals import Refused
from .violations import wrong

KNOWN = ("file", "expires_in_seconds")
LIFETIME_SECONDS = (3600, 7_776_000)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent in a form.

    Args:
        name: as the caller calls it; empty when it has none.
        media_type: as the caller says.
        content: its bytes.
        lifetime_seconds: until it expires; ``None`` for never.
    """

    name: str
    media_type: str
    content: bytes
    lifetime_seconds: int | None


def read_form(call: Call) -> SentFile:
    """Return the file of a form.

    Raises:
        Refused: it is no such form, has no file, or a field that is not known.
    """
    try:
        parts = {part.name: part for part in read_multipart(call.request)}
    except (UnsupportedMedia, MalformedBody) as error:
        raise Refused("Expected multipart/form-data with a file") from error
    extra = next((name for name in parts if name not in KNOWN), None)
    if extra is not None:
        raise wrong(extra, "Extra inputs are not permitted")
    if "file" not in parts or parts["file"].filename is None:
        raise wrong("file", "Field required")
    sent, lifetime = parts["file"], parts.get("expires_in_seconds")
    name = (sent.filename or "").replace("\\", "/").rpartition("/")[2]
    return SentFile(name, sent.content_type, sent.data, _lifetime(lifetime.text) if lifetime else None)


def _lifetime(text: str) -> int:
    least, most = LIFETIME_SECONDS
    if not text.isdigit():
        raise wrong("expires_in_seconds", "Input should be a valid integer")
    if int(text) < least:
        raise wrong("expires_in_seconds", f"Input should be greater than or equal to {least}")
    if int(text) > most:
        raise wrong("expires_in_seconds", f"Input should be less than or equal to {most}")
    return int(text)
