"""The query language: words, quoted phrases, ``key:value``, comparisons, and a minus for what must not be."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TERM = re.compile(
    r"""(?P<minus>-)?
        (?:(?P<key>[A-Za-z_][A-Za-z_0-9]*)(?P<operator>>=|<=|:|=|>|<))?
        (?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Term:
    """One part of a query.

    Args:
        value: what is looked for.
        key: where, in lower case; empty for free text.
        operator: ``:``, ``<``, ``>``, ``<=`` or ``>=``.
        negated: whether it must not be found.
        quoted: whether it is a phrase.
    """

    value: str
    key: str = ""
    operator: str = ":"
    negated: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class Query:
    """A query, taken apart.

    Args:
        terms: what is looked for.
        order_by: a key of the query itself that sorts; empty for none.
        order: ``asc`` or ``desc``.
    """

    terms: tuple[Term, ...]
    order_by: str = ""
    order: str = "desc"


def read_query(text: str) -> Query:
    """Take a query apart; nothing that people write is refused."""
    terms, order_by, order = [], "", "desc"
    for match in _TERM.finditer(text.replace("+", " ") if " " not in text else text):
        term = _term(match)
        if term.key == "order_by":
            order_by = term.value
        elif term.key == "sort" and term.value in ("asc", "desc"):
            order = term.value
        elif term.value or term.key:
            terms.append(term)
    return Query(tuple(terms), order_by, order)


def _term(match: re.Match[str]) -> Term:
    operator = match["operator"] or ":"
    value = match["phrase"] if match["phrase"] is not None else match["word"] or ""
    return Term(
        value=value,
        key=(match["key"] or "").lower(),
        operator=":" if operator == "=" else operator,
        negated=match["minus"] is not None,
        quoted=match["phrase"] is not None,
    )
