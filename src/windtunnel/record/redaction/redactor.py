"""Exchanges without secrets and personal data: what may be written to a disk."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus, unquote

from ..exchange import Exchange, Headers, header, media_type
from .bodies import Values, body
from .fields import Fields, Kind
from .shapes import Shapes
from .stand_ins import StandIns, Swept, is_short_name

CREDENTIALS = frozenset({"authorization", "proxy-authorization"})
COOKIES = frozenset({"cookie", "set-cookie"})
PLAIN = frozenset({
    "accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length", "content-type",
    "date", "host", "server", "transfer-encoding", "user-agent", "vary",
})  # fmt: skip
"""Headers whose values are looked at by shape alone, whatever their names have in common with secrets."""


_RUN = re.compile(r"[A-Za-z]+|[0-9]+")
_CALENDAR = frozenset({
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
})  # fmt: skip
_PUNCTUATION = tuple(".,!?;:")
_BREAKS = frozenset({"\\n", "\\r", "\\t"})
"""The end of a line as JSON writes it."""


class Redactor:
    """Redacts the exchanges of one recording, one after the other.

    Args:
        seed: of the stand-ins; another recording has another.
        fields: what the names of fields say.
    """

    def __init__(self, seed: str, fields: Fields | None = None) -> None:
        self.stand_ins = StandIns(seed)
        self._fields = fields or Fields()
        self._values = Values(self._fields, Shapes(self._fields, self.stand_ins))

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return an exchange redacted."""
        return dataclasses.replace(
            exchange,
            path=self._path(exchange.path),
            query=self._values.pairs(exchange.query) if exchange.query else "",
            sent=self._headers(exchange.sent),
            asked=self._body(exchange.sent, exchange.asked),
            headers=self._headers(exchange.headers),
            answered=self._body(exchange.headers, exchange.answered),
        )

    def swept(self, text: str) -> str:
        """Return a text in which everything unmistakable that was redacted anywhere is redacted here, too.

        A value is known by its field in one exchange, and may stand in a sentence of an earlier one.
        """
        runs = set(_RUN.findall(text))
        runs |= {run[1:] for run in runs if run[0] in "nrt"}  # after a backslash, the end of a line
        for each in self.stand_ins.swept():
            if each.value.isalpha():
                text = _without_word(text, each) if each.value in runs or not each.value.isascii() else text
            elif each.kind is Kind.TOKEN or _longest_run(each.value) in runs:
                for form, instead in _forms(each.value, each.stand_in).items():
                    text = text.replace(form, instead)
        return text

    def _path(self, path: str) -> str:
        segments, told, before = path.split("/"), [], ""
        for segment in segments:
            plain = unquote(segment)
            secret = self._fields.kind(before) is Kind.TOKEN and len(plain) > 7 and any(map(str.isdigit, plain))
            made = self._values.shapes.token(plain) if secret else self._values.shapes.text(plain)
            told.append(segment if made == plain else quote(made, safe="@:+,;=~"))
            before = segment
        return "/".join(told)

    def _headers(self, headers: Headers) -> Headers:
        return tuple((name, self._header(name.lower(), value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        if name in CREDENTIALS:
            scheme, space, rest = value.partition(" ")
            return f"{scheme} {self._values.shapes.token(rest)}" if space else self._values.shapes.token(value)
        if name in COOKIES:
            return self._cookies(name, value)
        kind = None if name in PLAIN else self._fields.of_header(name)
        return self._values.named(value, kind)

    def _cookies(self, name: str, value: str) -> str:
        parts = value.split(";")
        last = 1 if name == "set-cookie" else len(parts)
        return ";".join(self._cookie(part) if index < last else part for index, part in enumerate(parts))

    def _cookie(self, part: str) -> str:
        name, equals, value = part.partition("=")
        return f"{name}{equals}{self._values.shapes.token(value)}"

    def _body(self, headers: Headers, content: bytes) -> bytes:
        return body(self._values, content, media_type(headers), header(headers, "content-type") or "")


def _without_word(text: str, swept: Swept) -> str:
    if not swept.value.isascii():  # then JSON may have escaped it, and it is unmistakable as it is written
        for form, instead in _forms(swept.value, swept.stand_in).items():
            text = text if form == swept.value else text.replace(form, instead)
    if swept.kind is Kind.NAME and is_short_name(swept.value):
        return _without_short_name(text, swept)
    return re.sub(rf"(?:(?<![^\W\d_])|(?<=\\[nrt])){re.escape(swept.value)}(?![^\W\d_])", swept.stand_in, text)


def _without_short_name(text: str, swept: Swept) -> str:
    """Return a text without a short name where it stands beside another word, and not in a date."""

    def replaced(match: re.Match[str]) -> str:
        return swept.stand_in if _is_in_a_sentence(match) and not _is_of_a_date(match) else match[0]

    return re.sub(rf"(?:(?<![\w-])|(?<=\\[nrt])){re.escape(swept.value)}(?![\w-])", replaced, text)


def _is_in_a_sentence(match: re.Match[str]) -> bool:
    """Tell whether a word has a space, the end of a line or a mark of punctuation beside it."""
    before, after = match.string[max(0, match.start() - 2) : match.start()], match.string[match.end() : match.end() + 2]
    return before[-1:].isspace() or after[:1].isspace() or after[:1] in _PUNCTUATION or bool({before, after} & _BREAKS)


def _is_of_a_date(match: re.Match[str]) -> bool:
    """Tell whether a word is the short name of a day or month beside a number, or beside another of them."""
    if match[0] not in _CALENDAR:
        return False
    around = match.string[max(0, match.start() - 8) : match.end() + 8].replace(match[0], " ", 1)
    return any(each.isdigit() or each in _CALENDAR for each in _RUN.findall(around))


def _longest_run(value: str) -> str:
    """Return the part of a value that stands in a text as a word if the value stands there at all, however escaped."""
    return max(_RUN.findall(value), key=len, default="")


def _forms(value: str, stand_in: str) -> Mapping[str, str]:
    """Return how a value may be written in a recording, with its stand-in written in the same way."""
    forms = {value: stand_in}
    inner, inner_stand_in = value, stand_in
    for _ in range(3):
        inner, inner_stand_in = json.dumps(inner)[1:-1], json.dumps(inner_stand_in)[1:-1]
        forms.setdefault(inner, inner_stand_in)
    forms.setdefault(json.dumps(value, ensure_ascii=False)[1:-1], json.dumps(stand_in, ensure_ascii=False)[1:-1])
    forms.setdefault(quote(value, safe=""), quote(stand_in, safe=""))
    forms.setdefault(quote_plus(value), quote_plus(stand_in))
    forms.setdefault(_encoded(value).rstrip("="), _encoded(stand_in).rstrip("="))
    return forms


def _encoded(value: str) -> str:
    return base64.b64encode(value.encode()).decode()
