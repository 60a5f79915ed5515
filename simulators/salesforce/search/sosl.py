"""Parses SOSL: ``FIND {text} IN ALL FIELDS RETURNING Contact(Id WHERE ... LIMIT 5), Account LIMIT 20``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import NotSimulated, bare_refusal
from ..soql.parser import QueryParser
from ..soql.syntax import Column, Path, Query
from ..soql.tokens import Kind, QueryError, tokenise

GROUPS = ("ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR")
_FIND = re.compile(r"\s*FIND\s*\{((?:[^{}\\]|\\.)*)\}", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Search:
    """A search.

    Args:
        text: what to look for.
        group: where: ALL, NAME, EMAIL, PHONE or SIDEBAR fields.
        returning: what to show of each object, as queries that do not know the text; empty for all objects.
        limit: of the whole answer.
        strings: the string literals of the conditions, as written.
    """

    text: str
    group: str
    returning: Sequence[Query]
    limit: int | None
    strings: Sequence[str]


def parse_sosl(text: str) -> Search:
    """Return the search that SOSL stands for.

    Raises:
        Refused: it is malformed.
        NotSimulated: it uses what is not built.
    """
    found = _FIND.match(text)
    if found is None:
        raise bare_refusal(
            "MALFORMED_SEARCH",
            f"No search term found. The search term must be enclosed in braces: {text[:80]}",
        )
    return parse_rest(found[1], text[found.end() :])


def parse_rest(text: str, clauses: str) -> Search:
    """Return the search for ``text`` with the clauses that follow FIND.

    Raises:
        Refused: they are malformed.
        NotSimulated: they use what is not built.
    """
    tokens = tokenise(clauses)
    try:
        group, returning, limit = _SoslParser(tokens).clauses()
    except QueryError as error:
        raise bare_refusal("MALFORMED_SEARCH", error.message) from error
    strings = [token.text[1:-1] for token in tokens if token.kind is Kind.STRING]
    return Search(text, group, returning, limit, strings)


class _SoslParser(QueryParser):
    """The clauses after FIND; fields and conditions are those of SOQL."""

    def clauses(self) -> tuple[str, Sequence[Query], int | None]:
        group = self._group()
        returning = self.separated(self._returned) if self.skip_word("RETURNING") else ()
        self.refuse_unbuilt("WITH")
        limit = self.expect_count() if self.skip_word("LIMIT") else None
        self.refuse_unbuilt("UPDATE")
        self.expect_end()
        return group, returning, limit

    def _group(self) -> str:
        if not self.skip_word("IN"):
            return "ALL"
        if self.word not in GROUPS:
            self.unexpected()
        group = self.take().word
        self.expect_word("FIELDS")
        return group

    def _returned(self) -> Query:
        source = self.path()
        columns = (Column(Path(("Id",), self.at), None),)
        if not self.skip_symbol("("):
            return Query(columns, source)
        query = self._described(source)
        self.expect_symbol(")")
        return query

    def _described(self, source: Path) -> Query:
        columns = self.column_list()
        if self.word == "USING":
            raise NotSimulated("SOSL USING ListView")
        where = self.where()
        orders, limit, offset = self.arrangement()
        return Query(columns, source, where=where, orders=orders, limit=limit, offset=offset)
