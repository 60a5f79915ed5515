"""Reading multipart/form-data, as file uploads come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from windtunnel.world.http import Request

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

from .problem import MalformedBody, UnsupportedMedia

FORM_DATA = "multipart/form-data"


@dataclass(frozen=True)
class Part:
    """One part of a form.

    Args:
        name: name of the field.
        data: its content.
        filename: name of the file, ``None`` for a field that is no file.
        content_type: media type that the part declares, in lower case; empty when it declares none.
    """

    name: str
    data: bytes
    filename: str | None = None
    content_type: str = ""

    @property
    def text(self) -> str:
        """The content as text.

        Raises:
            MalformedBody: it is not UTF-8.
        """
        try:
            return self.data.decode()
        except UnicodeDecodeError as error:
            raise MalformedBody(f"field {self.name!r} is not UTF-8 text") from error


def read_multipart(request: Request) -> list[Part]:
    """Return the parts of a form, in order.

    Raises:
        UnsupportedMedia: the request is no ``multipart/form-data``.
        MalformedBody: the boundary is missing, a part has no name, or the body breaks off.
    """
    if request.content_type != FORM_DATA:
        raise UnsupportedMedia(f"the body must be {FORM_DATA}")
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if not boundary:
        raise MalformedBody("the content type has no boundary")
    reader = _Reader()
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        parser.write(request.body)
        parser.finalize()
    except FormParserError as error:
        raise MalformedBody(f"the form cannot be read: {error}") from error
    if not reader.complete:
        raise MalformedBody("the form breaks off")
    return reader.parts


@dataclass
class _Reader:
    """Collects what the parser reports."""

    parts: list[Part] = field(default_factory=list)
    complete: bool = False
    _headers: dict[str, bytes] = field(default_factory=dict)
    _name: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _data: bytearray = field(default_factory=bytearray)

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_part_data": lambda data, start, end: self._data.extend(data[start:end]),
            "on_part_end": self._end,
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._headers, self._data = {}, bytearray()

    def _end_header(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def _end(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition"))
        if b"name" not in options:
            raise MalformedBody("a part of the form has no name")
        filename = options.get(b"filename")
        content_type, _ = parse_options_header(self._headers.get("content-type"))
        self.parts.append(
            Part(
                options[b"name"].decode("utf-8", "replace"),
                bytes(self._data),
                None if filename is None else filename.decode("utf-8", "replace"),
                content_type.decode("latin-1").lower(),
            )
        )

    def _finish(self) -> None:
        self.complete = True
