"""Redacting values as they are nested: JSON, forms, multipart, XML, CSV, lines of JSON, plain text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from .fields import Fields, Kind
from .shapes import Shapes, is_address, is_card

NESTING_MAX = 64
NAMED_BY = ("name", "key", "field", "header", "id", "property")
DIGITS_KINDS = (Kind.PHONE, Kind.CARD, Kind.IDENTITY)
COUNTED = frozenset({"token", "session", "login"})
"""Words of secrets that also name what is counted: a number there is no secret."""
_ELEMENT = re.compile(r"<((?:[\w-]+:)?[\w.-]+)((?:\s[^<>]*)?)>([^<>]+)</\1>")
_ATTRIBUTE = re.compile(r"(?<=\s)([\w:.-]+)=(\"[^\"<>]*\"|'[^'<>]*')")
_EVENT = re.compile(r"^(data:\s*|\s*)([\[{].*[\]}])(\s*)$")


@dataclass(frozen=True)
class Values:
    """Redacts values by the names of their fields and by their shapes.

    Args:
        fields: what names say.
        shapes: what shapes give away.
    """

    fields: Fields
    shapes: Shapes

    def tree(self, value: Any, name: str = "", parent: str = "", kind: Kind | None = None, depth: int = 0) -> Any:
        """Return JSON data redacted.

        Args:
            value: the data.
            name: of the field that it stands in.
            parent: of the field above.
            kind: of everything below, as a field above has told.
            depth: how deep this is.
        """
        kind = self.fields.kind(name, parent) or kind if name else kind
        if depth > NESTING_MAX:
            return None
        if kind is None and isinstance(value, str) and self.fields.is_role(name) and _is_spelt(value):
            kind = Kind.NAME
        if isinstance(value, dict):
            return self._object(value, name, kind, depth)
        if isinstance(value, list):
            return [self.tree(each, "", name, kind, depth + 1) for each in value]
        return self.leaf(value, name, kind)

    def _object(self, value: Mapping[str, Any], name: str, kind: Kind | None, depth: int) -> dict[str, Any]:
        told = _named(value)
        named = self.fields.kind(told) if told else None
        redacted = {}
        for key, each in value.items():
            below = None if key in _ABOUT_KEYS else kind
            if told and key in NAMED_BY:
                redacted[key] = self.shapes.text(each)
            elif told and key == "value":
                redacted[key] = self.tree(each, "", name, named or below, depth + 1)
            else:
                redacted[self.shapes.text(key)] = self.tree(each, key, name, below, depth + 1)
        return redacted

    def leaf(self, value: Any, name: str, kind: Kind | None) -> Any:
        """Return a single value redacted."""
        if isinstance(value, str):
            return self.named(value, kind)
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        if kind is not None and kind is not Kind.NAME and not COUNTED & set(_words(name)):
            return self.shapes.stand_ins.number(kind, value)
        return self.shapes.stand_ins.number(Kind.CARD, value) if is_card(str(value)) else value

    def named(self, value: str, kind: Kind | None) -> str:
        """Return a text of a kind redacted; of no kind, by its shape."""
        if kind is not None and is_address(value):
            return self.shapes.stand_ins.of(Kind.EMAIL, value)
        if kind is Kind.TOKEN:
            return self.shapes.token(value)
        if kind is not None:
            return self._mixed(value, kind)
        return self.text(value)

    def _mixed(self, value: str, kind: Kind) -> str:
        """A field may hold more than its name says: an address in a name, JSON in a text."""
        by_shape = self.text(value)
        if by_shape != value and kind in (Kind.NAME, Kind.IDENTITY):
            return by_shape if _is_structured(value) else self.shapes.stand_ins.of(Kind.TOKEN, value)
        return self.shapes.stand_ins.of(kind, value)

    def text(self, value: str) -> str:
        """Return a text redacted: as JSON where it is JSON, else by shape."""
        if value[:1] in "{[" and value:
            try:
                data = json.loads(value)
            except (ValueError, RecursionError):
                return self.shapes.text(value)
            redacted = self.tree(data)
            return value if redacted == data else _dumped(redacted)
        return self.shapes.text(value)

    def pairs(self, text: str) -> str:
        """Return a query string or URL-encoded form redacted; what stays, stays as it was sent."""
        return "&".join(self._pair(part) for part in text.split("&"))

    def _pair(self, part: str) -> str:
        name, equals, value = part.partition("=")
        plain = unquote_plus(name)
        decoded = unquote_plus(value)
        innermost = re.split(r"[\[\].]", plain.rstrip("]"))[-1] or plain
        redacted = self.named(decoded, self.fields.kind(innermost))
        shown = self.shapes.text(plain)
        left = name if shown == plain else quote_plus(shown)
        return f"{left}{equals}{value if redacted == decoded else quote_plus(redacted, safe='@:,/')}"


_ABOUT_KEYS = frozenset({"type", "kind", "status", "expires_in", "expires_at", "expires", "scope", "scopes"})


def body(values: Values, content: bytes, media: str, content_type: str) -> bytes:
    """Return a body redacted.

    Args:
        values: redacts values.
        content: the body, decoded.
        media: its media type, in lower case.
        content_type: the whole header, for the boundary of a multipart body.
    """
    if not content:
        return content
    if media.startswith("multipart/"):
        return _multipart(values, content, content_type)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return f"binary body of {len(content)} bytes, not recorded".encode()
    if "\0" in text:
        return f"binary body of {len(content)} bytes, not recorded".encode()
    return next((read for kind, read in READERS if kind in media), _lines)(values, text).encode()


def _json(values: Values, text: str) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(values, text)
    redacted = values.tree(data)
    return text if redacted == data and _is_same(redacted, data) else _dumped(redacted)


def _is_same(one: Any, other: Any) -> bool:
    return _dumped(one) == _dumped(other)


def _form(values: Values, text: str) -> str:
    return values.pairs(text)


def _lines(values: Values, text: str) -> str:
    """Text, line by line where a line is JSON, such as events of a stream."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        if data is not None:
            return _dumped(values.tree(data))
    if "<" in text[:200] and _ELEMENT.search(text):
        return _xml(values, text)
    parts = [_EVENT.match(line) for line in text.split("\n")]
    if not any(parts):
        return values.shapes.text(text)
    lines = zip(parts, text.split("\n"), strict=True)
    return "\n".join(
        f"{part[1]}{values.text(part[2])}{part[3]}" if part else values.shapes.text(line) for part, line in lines
    )


def _xml(values: Values, text: str) -> str:
    def element(match: re.Match[str]) -> str:
        name, attributes, inner = match.groups()
        kind = values.fields.kind(name.rpartition(":")[2])
        redacted = values.named(inner, kind) if inner.strip() else inner
        return f"<{name}{attributes}>{redacted}</{name}>"

    def attribute(match: re.Match[str]) -> str:
        quoted = match[2]
        kind = values.fields.kind(match[1].rpartition(":")[2])
        return f"{match[1]}={quoted[0]}{values.named(quoted[1:-1], kind)}{quoted[0]}"

    told = _ATTRIBUTE.sub(attribute, _ELEMENT.sub(element, text))
    return re.sub(r"(?<=>)[^<>]+(?=<)", lambda match: values.shapes.text(match[0]), told)


def _csv(values: Values, text: str) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    if not rows:
        return text
    kinds = [values.fields.kind(name) for name in rows[0]]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n" if "\r\n" in text else "\n")
    writer.writerow([values.shapes.text(name) for name in rows[0]])
    for row in rows[1:]:
        padded = [*kinds, *[None] * max(0, len(row) - len(kinds))]
        writer.writerow([values.named(cell, kind) for cell, kind in zip(row, padded, strict=False)])
    return written.getvalue()


def _multipart(values: Values, content: bytes, content_type: str) -> bytes:
    found = re.search(r'boundary="?([^";]+)', content_type)
    if found is None:
        return f"multipart body of {len(content)} bytes, not recorded".encode()
    mark = b"--" + found[1].encode()
    return mark.join(_part(values, part) for part in content.split(mark))


def _part(values: Values, part: bytes) -> bytes:
    head, between, inner = part.partition(b"\r\n\r\n")
    if not between:
        return part
    text = head.decode("utf-8", "replace")
    name, file = re.search(r'[; ]name="([^"]*)"', text), re.search(r'filename="([^"]*)"', text)
    end = b"\r\n" if inner.endswith(b"\r\n") else b""
    value = inner.removesuffix(end) if end else inner
    media = re.search(r"(?i)content-type:\s*([^\r\n;]+)", text)
    kind = values.fields.kind(name[1]) if name else None
    if file is not None:
        told = values.shapes.stand_ins.of(Kind.NAME, file[1].rpartition(".")[0] or file[1])
        suffix = f".{file[1].rpartition('.')[2]}" if "." in file[1] else ""
        text = text.replace(file[0], f'filename="{told}{suffix}"')
        inner = body(values, value, media[1].strip().lower() if media else "", "")
    else:
        inner = values.named(value.decode("utf-8", "replace"), kind).encode()
    return values.shapes.text(text).encode() + between + inner + end


READERS: tuple[tuple[str, Callable[[Values, str], str]], ...] = (
    ("x-www-form-urlencoded", _form),
    ("ndjson", _lines),
    ("json", _json),
    ("csv", _csv),
    ("xml", _xml),
    ("html", _xml),
)
"""By part of the media type; the first that fits."""


def _named(value: Mapping[str, Any]) -> str:
    """Return the name in an object that is a name with its value, such as ``{"name": "X-Token", "value": "..."}``."""
    if "value" not in value:
        return ""
    found = next((value[key] for key in NAMED_BY if isinstance(value.get(key), str)), "")
    return found if found and " " not in found and len(value) <= 6 else ""


def _is_spelt(value: str) -> bool:
    """Tell whether a text is more like a name than like an id."""
    return " " in value.strip() or not any(map(str.isdigit, value))


def _is_structured(value: str) -> bool:
    return value[:1] in ("{", "[")


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _words(name: str) -> tuple[str, ...]:
    from .fields import words

    return words(name)
