"""Parses field paths, function calls and literals."""

from __future__ import annotations

from .cursor import TokenCursor
from .date_literals import DATE_LITERALS, RELATIVE_LITERALS
from .syntax import Expression, Function, Literal, Path
from .tokens import Kind

WORDS = {"TRUE", "FALSE", "NULL"}
RESERVED = {
    "SELECT",
    "FROM",
    "WHERE",
    "AND",
    "OR",
    "NOT",
    "LIKE",
    "IN",
    "LIMIT",
    "HAVING",
    "NULLS",
    "ASC",
    "DESC",
    "USING",
    "WITH",
}
PLAIN_KINDS = {Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME}


class ExpressionParser(TokenCursor):
    """The parts that SELECT, WHERE, GROUP BY, HAVING and ORDER BY share."""

    _strings = 0

    def path(self) -> Path:
        """Return a field path.

        Raises:
            QueryError: no name comes next.
        """
        at = self.at
        return Path(tuple(self.expect_name().text.split(".")), at)

    def expression(self) -> Expression:
        """Return a field path or a function call.

        Raises:
            QueryError: neither comes next.
        """
        if self.word in RESERVED:
            self.unexpected()
        following = self.following()
        if following.kind is Kind.SYMBOL and following.text == "(":
            return self.function()
        return self.path()

    def function(self) -> Function:
        """Return a function call.

        Raises:
            QueryError: it is malformed.
        """
        at, name = self.at, self.expect_name()
        self.expect_symbol("(")
        if self.skip_symbol(")"):
            return Function(name.word, (), at)
        arguments = self.nested(lambda: self.separated(self.expression))
        self.expect_symbol(")")
        return Function(name.word, arguments, at)

    def literal(self) -> Literal:
        """Return a value of a condition.

        Raises:
            QueryError: none comes next.
        """
        at, token = self.at, self.token
        if token.kind is Kind.STRING:
            self.at += 1
            self._strings += 1
            return Literal(Kind.STRING, "", self._strings - 1, at)
        word = token.word
        if token.kind is Kind.RELATIVE and token.text.upper().partition(":")[0] in RELATIVE_LITERALS:
            word = token.text.upper()
        elif not (word in WORDS or word in DATE_LITERALS or token.kind in PLAIN_KINDS):
            self.unexpected()
        self.at += 1
        return Literal(token.kind, word or token.text, -1, at)
