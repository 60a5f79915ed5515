"""Runs searches over what the index holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from windtunnel.simulator import Record

from ..errors import bare_refusal
from ..org import Org, View
from ..schema import Field, ObjectType
from ..soql.compiling import Compiler
from ..soql.operands import Operands
from ..soql.statement import Compiled, bind
from ..soql.syntax import Column, Path, Query
from ..soql.tokens import QueryError
from .lag import indexed_rows
from .sosl import Search
from .terms import Test, read_search, words_of

Rendered = dict[str, Any]


def find(search: Search, view: View) -> list[Rendered]:
    """Return the records that a search finds, object by object in the order asked for.

    Raises:
        Refused: the text or a clause is malformed.
    """
    org = view.org
    test = read_search(search.text)
    most = org.limit("sosl_results_max")
    limit = most if search.limit is None else min(search.limit, most)
    found: list[Rendered] = []
    for query in search.returning or _every_object(org):
        found += _of_object(search, query, test, view)
    return found[:limit]


def _of_object(search: Search, query: Query, test: Test, view: View) -> Iterator[Rendered]:
    operands = Operands()
    try:
        plan = Compiler(view.org.schema, operands).compile(query)
        _check_searchable(plan.type)
        bind(Compiled(plan, tuple(operands.binds)), list(search.strings), view)
    except QueryError as error:
        raise bare_refusal(error.code, error.message) from error
    if plan.grouping is not None or plan.counting or plan.has_children:
        raise bare_refusal("MALFORMED_SEARCH", "A search returns fields of records and of their parents alone")
    among = list(matching(view.org, plan.type, search.group, test))
    for row in plan.rows(view, among=among):
        yield plan.selection.render(row, view)


def matching(org: Org, type: ObjectType, group: str, test: Test) -> Iterator[Record]:
    """Return the live records of an object whose indexed version has the words looked for."""
    names = searched_fields(type, group)
    for record, indexed in indexed_rows(org, type):
        words = [words_of(value) for name in names if (value := indexed.get(name))]
        if test(words):
            yield record


@lru_cache(maxsize=512)
def searched_fields(type: ObjectType, group: str) -> Sequence[str]:
    """Return the fields that a search of a group looks into."""
    fields = [field for field in type.fields if field.is_text and field.is_stored]
    return tuple(field.name for field in fields if GROUPS[group](type, field))


def _check_searchable(type: ObjectType) -> None:
    if not type.flags["searchable"]:
        raise bare_refusal("INVALID_TYPE", f"entity type {type.name} does not support search")


def _every_object(org: Org) -> Iterator[Query]:
    for type in org.schema.types:
        if type.flags["searchable"]:
            yield Query((Column(Path(("Id",), 0), None),), Path((type.name,), 0))


def _is_name(type: ObjectType, field: Field) -> bool:
    return field.name == type.name_field


def _is_listed(type: ObjectType, field: Field) -> bool:
    return _is_name(type, field) or field.name in type.search_fields or field.external_id


GROUPS: Mapping[str, Any] = {
    "ALL": _is_listed,
    "NAME": _is_name,
    "EMAIL": lambda owner, field: field.type == "email",
    "PHONE": lambda owner, field: field.type == "phone",
    "SIDEBAR": lambda owner, field: _is_listed(owner, field) and not field.is_long_text,
}
