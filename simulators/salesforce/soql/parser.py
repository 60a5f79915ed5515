"""Parses queries: a recursive descent over the tokens, one method a clause."""

from __future__ import annotations

from ..errors import NotSimulated
from .conditions import ConditionParser
from .syntax import Column, Condition, Expression, FieldsOf, Ordering, Path, Query
from .tokens import Kind, QueryError, tokenise

CLAUSES = {
    "WHERE",
    "WITH",
    "GROUP",
    "HAVING",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "FOR",
    "USING",
    "ALL",
    "UPDATE",
    "AS",
}
FIELD_GROUPS = ("ALL", "STANDARD", "CUSTOM")
PURPOSES = ("VIEW", "REFERENCE", "UPDATE")


def parse(text: str) -> Query:
    """Return the syntax tree of a query.

    Raises:
        QueryError: the text is no query.
        NotSimulated: it uses what is not built.
    """
    parser = QueryParser(tokenise(text))
    query = parser.query()
    parser.expect_end()
    return query


class QueryParser(ConditionParser):
    """Parses SELECT statements."""

    def query(self) -> Query:
        """Return a query, nested or not.

        Raises:
            QueryError: it is malformed.
        """
        at = self.at
        self.expect_word("SELECT")
        columns = self.separated(self._column)
        self.expect_word("FROM")
        source, alias = self._source()
        return self.rest(Query(columns, source, alias, at=at))

    def rest(self, query: Query) -> Query:
        """Return ``query`` with the clauses that follow its source."""
        mine = self._scope()
        where = self.where()
        self.refuse_unbuilt("WITH")
        groups = self._groups()
        having = self.condition() if self.skip_word("HAVING") else None
        orders, limit, offset = self.arrangement()
        viewing = self._purpose()
        all_rows = self.skip_word("ALL", "ROWS")
        self.refuse_unbuilt("UPDATE")
        return Query(
            query.columns,
            query.source,
            query.alias,
            mine,
            where,
            groups,
            having,
            orders,
            limit,
            offset,
            viewing,
            all_rows,
            query.at,
        )

    def where(self) -> Condition | None:
        """Return the condition after WHERE, if there is one."""
        return self.condition() if self.skip_word("WHERE") else None

    def arrangement(self) -> tuple[tuple[Ordering, ...], int | None, int | None]:
        """Return ORDER BY, LIMIT and OFFSET, as far as they come next."""
        orders: tuple[Ordering, ...] = ()
        if self.skip_word("ORDER"):
            self.expect_word("BY")
            orders = self.separated(self._ordering)
        limit = self.expect_count() if self.skip_word("LIMIT") else None
        offset = self.expect_count() if self.skip_word("OFFSET") else None
        return orders, limit, offset

    def subselect(self) -> Query:
        """Return the query of a semi-join."""
        return self.query()

    def column_list(self) -> tuple[Column | FieldsOf | Query, ...]:
        """Return the columns of a SELECT or RETURNING clause."""
        return self.separated(self._column)

    def expect_end(self) -> None:
        """Make sure that nothing follows.

        Raises:
            QueryError: something does.
        """
        if self.token.kind is not Kind.END:
            self.unexpected()

    def _column(self) -> Column | FieldsOf | Query:
        if self.is_symbol("("):
            return self._child_query()
        at = self.at
        if self.word == "TYPEOF" and self.following().kind is Kind.NAME:
            raise NotSimulated("SOQL TYPEOF")
        following = self.following()
        if self.word == "FIELDS" and following.kind is Kind.SYMBOL and following.text == "(":
            self.at += 2
            return self._field_group(at)
        expression = self.expression()
        has_alias = self.token.kind is Kind.NAME and self.word not in CLAUSES and self.word != "FROM"
        return Column(expression, self.take().text if has_alias else None)

    def _child_query(self) -> Query:
        self.expect_symbol("(")
        if self.word != "SELECT":
            self.unexpected()
        query = self.nested(self.query)
        self.expect_symbol(")")
        return query

    def _field_group(self, at: int) -> FieldsOf:
        if self.word not in FIELD_GROUPS:
            self.unexpected()
        group = self.take().word
        self.expect_symbol(")")
        return FieldsOf(group, at)

    def _source(self) -> tuple[Path, str | None]:
        source = self.path()
        if self.skip_word("AS"):
            return source, self.expect_name().text
        alias = self.take().text if self.token.kind is Kind.NAME and self.word not in CLAUSES else None
        if self.is_symbol(","):
            raise NotSimulated("SOQL FROM with several objects")
        return source, alias

    def _scope(self) -> bool:
        if not self.skip_word("USING"):
            return False
        self.expect_word("SCOPE")
        at, scope = self.at, self.expect_name()
        if scope.word not in ("EVERYTHING", "MINE"):
            raise QueryError(at, f"Unrecognized scope: {scope.text}")
        return scope.word == "MINE"

    def _groups(self) -> tuple[Expression, ...]:
        if not self.skip_word("GROUP"):
            return ()
        self.expect_word("BY")
        self.refuse_unbuilt("ROLLUP", "CUBE")
        return self.separated(self.expression)

    def _ordering(self) -> Ordering:
        expression = self.expression()
        descending = self.skip_word("DESC")
        if not descending:
            self.skip_word("ASC")
        nulls_last = False
        if self.skip_word("NULLS"):
            nulls_last = self.skip_word("LAST")
            if not nulls_last:
                self.expect_word("FIRST")
        return Ordering(expression, descending, nulls_last)

    def _purpose(self) -> bool:
        viewing = False
        while self.skip_word("FOR"):
            if self.word not in PURPOSES:
                self.unexpected()
            viewing |= self.take().word in ("VIEW", "REFERENCE")
        return viewing
