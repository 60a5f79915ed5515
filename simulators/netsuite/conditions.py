"""The filter language of collections: ``email START_WITH "a" AND dateCreated AFTER "1/1/2026"``.

Source: profile.yaml, topic ``collections``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.simulator import Record

from .errors import Refused, invalid_parameter
from .moments import company_date
from .record_types import CUSTOM_FIELD, Field, Kind, RecordType

Condition = Callable[[Record], bool]
TOKEN = re.compile(r'\s*(?:(?P<punctuation>[(),\[\]])|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<word>[^\s(),\[\]"]+))', re.DOTALL)
DEPTH_MAX = 50


def condition_of(type: RecordType, text: str) -> Condition:
    """Return what a filter asks of a record; an empty filter asks nothing.

    Raises:
        Refused: the filter cannot be understood.
    """
    if not text.strip():
        return lambda record: True
    return _Parser(type, text).whole()


def malformed(text: str) -> Refused:
    """Return the refusal of a filter; ``text`` says what is wrong with it."""
    return invalid_parameter(f"Invalid search query. Detailed unprocessed description follows. {text}", "q")


class _Parser:
    """Descends through a filter: OR binds least, then AND, then one comparison or a bracket."""

    def __init__(self, type: RecordType, text: str) -> None:
        self._type = type
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Condition:
        """Return the condition; nothing may be left."""
        condition = self._any()
        if self._at < len(self._tokens):
            raise malformed(f"Unexpected '{self._tokens[self._at][1]}'.")
        return condition

    def _any(self) -> Condition:
        choices = [self._all()]
        while self._take_word("OR"):
            choices.append(self._all())
        return choices[0] if len(choices) == 1 else lambda record: any(choice(record) for choice in choices)

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._take_word("AND"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda record: all(part(record) for part in parts)

    def _one(self) -> Condition:
        if not self._take("("):
            return self._comparison()
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise malformed("Too many brackets.")
        inner = self._any()
        self._expect(")")
        self._depth -= 1
        return inner

    def _comparison(self) -> Condition:
        name = self._next("a field name")
        field = self._type.fields.get(name) or (Field(name, Kind.TEXT) if CUSTOM_FIELD.fullmatch(name) else None)
        if field is None or field.kind not in FAMILIES:
            raise malformed(f"Field '{name}' is unknown or cannot be filtered.")
        word = self._next("an operator").upper()
        operator, negated = (word.removesuffix("_NOT"), True) if word.endswith("_NOT") else (word, False)
        make = OPERATORS.get((FAMILIES[field.kind], operator))
        if make is None:
            raise malformed(f"Operator '{word}' cannot be used with field '{name}'.")
        count = COUNTS.get(operator, 1)
        values = self._values() if count is None else [self._next("a value") for _ in range(count)]
        holds = make(values)
        return lambda record: holds(plain(field, record.get(name))) is not negated

    def _values(self) -> list[str]:
        """Read a list in brackets."""
        closing = ")" if self._take("(") else "]"
        if closing == "]":
            self._expect("[")
        values = [self._next("a value")]
        while self._take(","):
            values.append(self._next("a value"))
        self._expect(closing)
        return values

    def _next(self, wanted: str) -> str:
        if self._at >= len(self._tokens) or self._tokens[self._at][0] == "punctuation":
            raise malformed(f"Expected {wanted}.")
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _take(self, sign: str) -> bool:
        return self._take_token(("punctuation", sign))

    def _take_word(self, word: str) -> bool:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        return self._take_token(("word", token[1])) if token[1].upper() == word else False

    def _take_token(self, token: tuple[str, str]) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == token
        self._at += found
        return found

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise malformed(f"Expected '{sign}'.")


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise malformed(f"Unexpected '{text[at]}'.")
        kind = str(match.lastgroup)
        value = match[kind]
        found.append((kind, re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) if kind == "text" else value))
        at = match.end()
    return found


def plain(field: Field, value: Any) -> Any:
    """Return a value as it is compared: a reference by its id, a moment by its day."""
    if isinstance(value, Mapping):
        return value.get("id")
    if field.kind is Kind.MOMENT and isinstance(value, str):
        return value[:10]
    return value


Holds = Callable[[Any], bool]
FAMILIES: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.INTEGER: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.MOMENT: "date",
    Kind.REFERENCE: "choice",
    Kind.ENUM: "choice",
}
COUNTS: Mapping[str, int | None] = {"EMPTY": 0, "BETWEEN": 2, "WITHIN": 2, "ANY_OF": None}
"""How many values follow an operator; one where it is not listed, ``None`` for a list in brackets."""


def _text(compare: Callable[[str, str], bool]) -> Callable[[list[str]], Holds]:
    def make(values: list[str]) -> Holds:
        wanted = values[0].lower()
        return lambda value: value is not None and compare(str(value).lower(), wanted)

    return make


def _number(compare: Callable[[float, list[float]], bool]) -> Callable[[list[str]], Holds]:
    def make(values: list[str]) -> Holds:
        try:
            wanted = [float(value) for value in values]
        except ValueError:
            raise malformed(f"'{', '.join(values)}' is no number.") from None
        return lambda value: value is not None and compare(float(value), wanted)

    return make


def _date(compare: Callable[[str, list[str]], bool]) -> Callable[[list[str]], Holds]:
    def make(values: list[str]) -> Holds:
        days = [company_date(value) for value in values]
        wanted = [day.isoformat() for day in days if day is not None]
        if len(wanted) != len(values):
            raise malformed(f"'{', '.join(values)}' is no date.")
        return lambda value: value is not None and compare(value, wanted)

    return make


def _boolean(values: list[str]) -> Holds:
    if values[0].lower() not in ("true", "false"):
        raise malformed(f"'{values[0]}' is neither true nor false.")
    wanted = values[0].lower() == "true"
    return lambda value: bool(value) is wanted


def _empty(values: list[str]) -> Holds:
    return lambda value: value is None or value == ""


def _any_of(values: list[str]) -> Holds:
    return lambda value: value in values


OPERATORS: Mapping[tuple[str, str], Callable[[list[str]], Holds]] = {
    ("text", "IS"): _text(lambda value, wanted: value == wanted),
    ("text", "CONTAIN"): _text(lambda value, wanted: wanted in value),
    ("text", "START_WITH"): _text(lambda value, wanted: value.startswith(wanted)),
    ("text", "END_WITH"): _text(lambda value, wanted: value.endswith(wanted)),
    ("number", "EQUAL"): _number(lambda value, wanted: value == wanted[0]),
    ("number", "GREATER"): _number(lambda value, wanted: value > wanted[0]),
    ("number", "GREATER_OR_EQUAL"): _number(lambda value, wanted: value >= wanted[0]),
    ("number", "LESS"): _number(lambda value, wanted: value < wanted[0]),
    ("number", "LESS_OR_EQUAL"): _number(lambda value, wanted: value <= wanted[0]),
    ("number", "BETWEEN"): _number(lambda value, wanted: wanted[0] <= value <= wanted[1]),
    ("date", "ON"): _date(lambda value, wanted: value == wanted[0]),
    ("date", "AFTER"): _date(lambda value, wanted: value > wanted[0]),
    ("date", "ON_OR_AFTER"): _date(lambda value, wanted: value >= wanted[0]),
    ("date", "BEFORE"): _date(lambda value, wanted: value < wanted[0]),
    ("date", "ON_OR_BEFORE"): _date(lambda value, wanted: value <= wanted[0]),
    ("date", "WITHIN"): _date(lambda value, wanted: wanted[0] <= value <= wanted[1]),
    ("boolean", "IS"): _boolean,
    ("choice", "ANY_OF"): _any_of,
    **{(family, "EMPTY"): _empty for family in ("text", "number", "date", "choice")},
}
