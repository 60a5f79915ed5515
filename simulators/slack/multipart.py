"""Forms in several parts, as uploads and some clients send them."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from windtunnel.world.http import Request


@dataclass(frozen=True)
class Part:
    """One part of a form.

    Args:
        name: the field.
        filename: the file's name; ``None`` for a plain field.
        content: its bytes.
    """

    name: str
    filename: str | None
    content: bytes


def parse_multipart(request: Request) -> list[Part]:
    """Return the parts of a ``multipart/form-data`` body in order.

    Raises:
        ValueError: there is no boundary, or the body does not follow it.
    """
    boundary = _parameter(_headers(f"Content-Type: {request.headers.get('content-type', '')}"), "boundary")
    if not boundary:
        raise ValueError("no boundary")
    marker = b"--" + boundary.encode("latin-1")
    _, *pieces = (b"\r\n" + request.body).split(b"\r\n" + marker)
    if not pieces or not pieces[-1].startswith(b"--"):
        raise ValueError("the body does not end with its boundary")
    return [_part(piece) for piece in pieces[:-1]]


def _part(piece: bytes) -> Part:
    head, separator, content = piece.partition(b"\r\n\r\n")
    headers = _headers(head.decode("utf-8", "replace").strip("\r\n"))
    name = headers.get_param("name", header="content-disposition")
    if not separator or not isinstance(name, str):
        raise ValueError("a part has no name")
    filename = headers.get_param("filename", header="content-disposition")
    return Part(name, filename if isinstance(filename, str) else None, content)


def _headers(text: str) -> Message:
    return HeaderParser().parsestr(text)


def _parameter(headers: Message, name: str) -> str | None:
    value = headers.get_param(name)
    return value if isinstance(value, str) else None
