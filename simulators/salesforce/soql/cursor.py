"""Walking over the tokens of a query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from ..errors import NotSimulated
from .tokens import Kind, QueryError, Token

T = TypeVar("T")
NESTING_MAX = 60


class TokenCursor:
    """A place among tokens, with the small steps that the parsers are made of.

    Args:
        tokens: with an END at their end.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._depth = 0
        self.at = 0

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self._tokens[self.at]

    @property
    def word(self) -> str:
        """The next token in upper case if it is a name, otherwise nothing."""
        return self._tokens[self.at].word

    def following(self, steps: int = 1) -> Token:
        """Return a token further on."""
        return self._tokens[min(self.at + steps, len(self._tokens) - 1)]

    def take(self) -> Token:
        """Return the next token and step over it; nobody steps over the END."""
        token = self._tokens[self.at]
        if token.kind is not Kind.END:
            self.at += 1
        return token

    def unexpected(self) -> NoReturn:
        """Refuse the next token.

        Raises:
            QueryError: always.
        """
        token = self.token
        if token.kind is Kind.BAD and token.text == ":":
            raise QueryError(self.at, "Bind variables only allowed in Apex code")
        raise QueryError(self.at, f"unexpected token: '{token.text}'")

    def skip_word(self, *words: str) -> bool:
        """Step over ``words`` if they come next, all of them."""
        if all(self.following(steps).word == word for steps, word in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def expect_word(self, word: str) -> None:
        """Step over a keyword.

        Raises:
            QueryError: another token comes next.
        """
        if not self.skip_word(word):
            self.unexpected()

    def is_symbol(self, symbol: str) -> bool:
        """Tell whether ``symbol`` comes next."""
        token = self.token
        return token.kind is Kind.SYMBOL and token.text == symbol

    def skip_symbol(self, symbol: str) -> bool:
        """Step over a symbol if it comes next."""
        found = self.is_symbol(symbol)
        self.at += found
        return found

    def expect_symbol(self, symbol: str) -> None:
        """Step over a symbol.

        Raises:
            QueryError: another token comes next.
        """
        if not self.skip_symbol(symbol):
            self.unexpected()

    def expect_name(self) -> Token:
        """Return the name that comes next.

        Raises:
            QueryError: something else comes next.
        """
        if self.token.kind is not Kind.NAME:
            self.unexpected()
        return self.take()

    def expect_count(self) -> int:
        """Return the whole number that comes next.

        Raises:
            QueryError: something else comes next.
        """
        token = self.token
        if token.kind is not Kind.NUMBER or not token.text.isdecimal() or len(token.text) > 18:
            self.unexpected()
        self.at += 1
        return int(token.text)

    def separated(self, read: Callable[[], T]) -> tuple[T, ...]:
        """Return what ``read`` yields once and after every comma."""
        items = [read()]
        while self.skip_symbol(","):
            items.append(read())
        return tuple(items)

    def nested(self, read: Callable[[], T]) -> T:
        """Return what ``read`` yields one level deeper.

        Raises:
            QueryError: too many levels.
        """
        self._depth += 1
        if self._depth > NESTING_MAX:
            raise QueryError(self.at, "query is too complicated", "QUERY_TOO_COMPLICATED")
        found = read()
        self._depth -= 1
        return found

    def refuse_unbuilt(self, *words: str) -> None:
        """Refuse a clause that the vendor knows and this simulator does not.

        Raises:
            NotSimulated: one of ``words`` comes next.
        """
        if self.word in words:
            raise NotSimulated(f"SOQL {self.word}")
