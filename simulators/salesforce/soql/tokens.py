"""Tokens of SOQL and SOSL, and errors that point at one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ..errors import Refused, bare_refusal

BEFORE, AFTER = 4, 5
"""How many tokens before and after the place of an error its message quotes."""


class Kind(StrEnum):
    """What a token is."""

    NAME = "NAME"
    STRING = "STRING"
    NUMBER = "NUMBER"
    DATE = "DATE"
    DATETIME = "DATETIME"
    TIME = "TIME"
    RELATIVE = "RELATIVE"
    SYMBOL = "SYMBOL"
    BAD = "BAD"
    END = "END"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its text as written and where it starts."""

    kind: Kind
    text: str
    start: int

    @property
    def word(self) -> str:
        """The text in upper case if it is a name, otherwise nothing."""
        return self.text.upper() if self.kind is Kind.NAME else ""


_TOKEN = re.compile(
    r"""\s+
    |(?P<STRING>'(?:[^'\\]|\\.)*')
    |(?P<DATETIME>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2}))
    |(?P<DATE>[0-9]{4}-[0-9]{2}-[0-9]{2})
    |(?P<TIME>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z)
    |(?P<NUMBER>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<RELATIVE>[A-Za-z_]+:[0-9]+)
    |(?P<NAME>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    |(?P<SYMBOL><=|>=|<>|!=|[=<>(),])
    |(?P<BAD>.)""",
    re.VERBOSE | re.DOTALL,
)


def tokenise(text: str) -> list[Token]:
    """Return the tokens of a text with an END at its end; characters that fit nowhere are BAD tokens."""
    tokens = [
        Token(Kind(found.lastgroup), found[0], found.start()) for found in _TOKEN.finditer(text) if found.lastgroup
    ]
    tokens.append(Token(Kind.END, "<EOF>", len(text)))
    return tokens


class QueryError(Exception):
    """Something wrong at a token of a query.

    Args:
        at: index of the token.
        message: the vendor's words for it.
        code: the vendor's code.
    """

    def __init__(self, at: int, message: str, code: str = "MALFORMED_QUERY") -> None:
        super().__init__(message)
        self.at = at
        self.message = message
        self.code = code


def explain(text: str, error: QueryError) -> Refused:
    """Return the refusal of a query: part of its text, a caret, row and column, and the message."""
    tokens = tokenise(text)
    at = min(error.at, len(tokens) - 1)
    start = tokens[at].start
    first = tokens[max(0, at - BEFORE)].start
    last = tokens[min(len(tokens) - 1, at + AFTER)]
    end = last.start if last.kind is not Kind.END else len(text)
    excerpt = "".join(" " if letter in "\r\n\t" else letter for letter in text[first:end].rstrip())
    row = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    place = f"\n{excerpt}\n{' ' * (start - first)}^\nERROR at Row:{row}:Column:{column}\n"
    return bare_refusal(error.code, place + error.message)
