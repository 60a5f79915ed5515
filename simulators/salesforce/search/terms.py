"""Search texts: words, phrases, wildcards and operators, as a test on the words of a record.

Words that stand side by side must all occur; ``OR`` binds weaker than ``AND``, ``AND NOT`` stronger. A term
with punctuation in it (an email address) is a phrase of its words. Source: profile.yaml, topic ``search``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import Refused, bare_refusal

Words = Sequence[Sequence[str]]
"""The words in lower case of each searched field of a record."""
Test = Callable[[Words], bool]
NESTING_MAX = 20
_WORD = re.compile(r"\w+")
_PATTERN = re.compile(r"[\w*?]+")
_TOKEN = re.compile(
    r"""\s+
    |(?P<PHRASE>"(?:[^"\\]|\\.)*")
    |(?P<OPEN>\()
    |(?P<CLOSE>\))
    |(?P<NOT>AND\s+NOT\b|&&!)
    |(?P<AND>AND\b|&&?)
    |(?P<OR>OR\b|\|\|?)
    |(?P<TERM>(?:[^\s()"\\&|]|\\.)+)
    |(?P<BAD>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


def read_search(text: str) -> Test:
    """Return the test that a search text stands for.

    Raises:
        Refused: it is too short or malformed.
    """
    if len(_PATTERN.sub(lambda found: found[0].replace("*", "").replace("?", ""), text.strip())) < 2:
        raise malformed("search term must be longer than one character")
    tokens = [_Token(found.lastgroup, found[0]) for found in _TOKEN.finditer(text) if found.lastgroup]
    reader = _Reader(tokens)
    test = reader.alternatives()
    if reader.token is not None:
        raise malformed(f"unexpected token: {reader.token.text}")
    return test


def malformed(message: str) -> Refused:
    """Return the refusal of a search."""
    return bare_refusal("MALFORMED_SEARCH", message)


class _Reader:
    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    @property
    def token(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def alternatives(self) -> Test:
        tests = [self._conjunction()]
        while self._skip("OR"):
            tests.append(self._conjunction())
        return lambda words: any(test(words) for test in tests)

    def _conjunction(self) -> Test:
        tests = [self._term()]
        while self.token is not None and self.token.kind not in ("OR", "CLOSE"):
            if self._skip("NOT"):
                tests.append(_negated(self._term()))
            else:
                self._skip("AND")
                tests.append(self._term())
        return lambda words: all(test(words) for test in tests)

    def _term(self) -> Test:
        token = self.token
        if token is None:
            raise malformed("unexpected token: '<EOF>'")
        self._next += 1
        if token.kind == "OPEN":
            return self._group()
        if token.kind == "TERM":
            return phrase(_unescaped(token.text))
        if token.kind == "PHRASE":
            return phrase(_unescaped(token.text[1:-1]))
        raise malformed(f"unexpected token: {token.text}")

    def _group(self) -> Test:
        self._depth += 1
        if self._depth > NESTING_MAX:
            raise malformed("search is too complicated")
        inner = self.alternatives()
        if not self._skip("CLOSE"):
            raise malformed("unexpected token: '<EOF>'")
        self._depth -= 1
        return inner

    def _skip(self, kind: str) -> bool:
        found = self.token is not None and self.token.kind == kind
        self._next += found
        return found


def phrase(text: str) -> Test:
    """Return the test whether words come one after the other in a field; ``*`` and ``?`` are wildcards."""
    patterns = [_pattern(part) for part in _PATTERN.findall(text.lower())]
    if not patterns:
        return lambda words: False
    first, length = patterns[0], len(patterns)
    if length == 1:
        return lambda words: any(first(word) for field in words for word in field)

    def test(words: Words) -> bool:
        return any(
            all(matches(word) for matches, word in zip(patterns, field[start : start + length], strict=True))
            for field in words
            for start in range(len(field) - length + 1)
        )

    return test


def _pattern(part: str) -> Callable[[str], bool]:
    if "*" not in part and "?" not in part:
        return lambda word: word == part
    expression = re.compile("".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in part))
    return lambda word: expression.fullmatch(word) is not None


def _negated(test: Test) -> Test:
    return lambda words: not test(words)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
