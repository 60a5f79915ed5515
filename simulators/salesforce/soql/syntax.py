"""The syntax tree of a query. Every node knows the index ``at`` of its token, for errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice

from .tokens import Kind


@dataclass(frozen=True, slots=True)
class Path:
    """A field name, perhaps behind relationship names: ``Account.Owner.Name``."""

    parts: tuple[str, ...]
    at: int

    @property
    def text(self) -> str:
        """The path as one name."""
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Function:
    """A function call; ``name`` in upper case."""

    name: str
    arguments: tuple[Expression, ...]
    at: int


Expression = Path | Function


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a condition.

    Args:
        kind: what it was written as; names are ``TRUE``, ``FALSE``, ``NULL`` or a date literal.
        text: as written; for strings nothing, their text is ``strings[index]`` of the statement.
        index: number of the string among the strings of the statement.
        at: index of the token.
    """

    kind: Kind
    text: str
    index: int
    at: int

    @property
    def is_null(self) -> bool:
        """Whether it is the word null."""
        return self.kind is Kind.NAME and self.text == "NULL"


Operator = Choice["=", "!=", "<", "<=", ">", ">=", "LIKE"]
SetOperator = Choice["IN", "NOT IN", "INCLUDES", "EXCLUDES"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``Name = 'Acme'``."""

    left: Expression
    operator: Operator
    right: Literal
    at: int


@dataclass(frozen=True, slots=True)
class Membership:
    """``Status IN ('New', 'Working')``."""

    left: Expression
    operator: SetOperator
    values: tuple[Literal, ...]
    at: int


@dataclass(frozen=True, slots=True)
class SemiJoin:
    """``Id IN (SELECT AccountId FROM Contact)``."""

    left: Path
    negated: bool
    query: Query
    at: int


@dataclass(frozen=True, slots=True)
class Negation:
    """``NOT condition``."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions joined by one operator, ``AND`` or ``OR``."""

    operator: Choice["AND", "OR"]
    conditions: tuple[Condition, ...]


Condition = Comparison | Membership | SemiJoin | Negation | Junction


@dataclass(frozen=True, slots=True)
class Column:
    """An expression in SELECT with its alias."""

    expression: Expression
    alias: str | None


@dataclass(frozen=True, slots=True)
class FieldsOf:
    """``FIELDS(ALL)``, ``FIELDS(STANDARD)`` or ``FIELDS(CUSTOM)``."""

    group: str
    at: int


@dataclass(frozen=True, slots=True)
class Ordering:
    """One entry of ORDER BY."""

    expression: Expression
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query, or one in parentheses.

    Args:
        columns: of SELECT; a ``Query`` among them is a child subquery.
        source: the object, or in a child subquery the relationship.
        alias: another name of the source.
        mine: whether ``USING SCOPE mine`` restricts it to the caller's own rows.
        where: condition on rows.
        groups: of GROUP BY.
        having: condition on groups.
        orders: of ORDER BY.
        limit: of LIMIT.
        offset: of OFFSET.
        viewing: whether ``FOR VIEW`` marks the rows as seen.
        all_rows: whether ``ALL ROWS`` asks for deleted rows too.
        at: index of the first token.
    """

    columns: tuple[Column | FieldsOf | Query, ...]
    source: Path
    alias: str | None = None
    mine: bool = False
    where: Condition | None = None
    groups: tuple[Expression, ...] = ()
    having: Condition | None = None
    orders: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int | None = None
    viewing: bool = False
    all_rows: bool = False
    at: int = 0
