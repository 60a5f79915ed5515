"""Query parameters of a list, recognised by name: paging, order, filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from windtunnel.contract.document import Operation, Parameter
from windtunnel.contract.names import snake

from ..schemas.flat import Schema
from .views import Views


class Meaning(StrEnum):
    """What a query parameter asks for."""

    SIZE = "size"
    OFFSET = "offset"
    PAGE = "page"
    AFTER = "after"
    BEFORE = "before"
    SORT = "sort"
    DIRECTION = "direction"
    FILTER = "filter"
    IGNORED = "ignored"
    """It changes nothing that a record's content depends on."""
    UNKNOWN = "unknown"


NAMES: Mapping[Meaning, frozenset[str]] = {
    Meaning.SIZE: frozenset(
        {
            "limit", "per_page", "page_size", "pagesize", "perpage", "size", "max_results", "maxresults", "top", "take",
            "rows", "page_limit", "results_per_page", "items_per_page",
        }
    ),
    Meaning.OFFSET: frozenset(
        {"offset", "skip", "start", "start_at", "startat", "start_index", "page_offset", "first_result"}
    ),
    Meaning.PAGE: frozenset({"page", "page_number", "pagenumber", "page_no", "page_num", "page_index", "current_page"}),
    Meaning.AFTER: frozenset(
        {
            "cursor", "after", "starting_after", "page_token", "next_token", "next_page_token", "continuation_token",
            "marker", "page_after", "page_cursor", "next_cursor", "start_cursor", "after_cursor", "scroll_id",
        }
    ),
    Meaning.BEFORE: frozenset({"before", "ending_before", "page_before", "before_cursor"}),
    Meaning.SORT: frozenset({"sort", "sort_by", "order_by", "orderby", "sort_field", "sortby", "ordering"}),
    Meaning.DIRECTION: frozenset({"order", "sort_order", "direction", "sort_direction", "sort_dir", "order_direction"}),
    Meaning.IGNORED: frozenset(
        {
            "api_version", "api_key", "apikey", "access_token", "auth_token", "locale", "lang", "language", "pretty",
            "format", "indent", "callback", "request_id",
        }
    ),
}  # fmt: skip
FIRST_PAGE = {"page_index": 0}


@dataclass(frozen=True)
class ListParameter:
    """A query parameter of a list.

    Args:
        name: as the contract has it.
        meaning: what it asks for.
        field: the property that a filter compares.
        parameter: its description in the contract.
    """

    name: str
    meaning: Meaning
    field: str
    parameter: Parameter


def read_parameters(operation: Operation, properties: Mapping[str, Schema], views: Views) -> dict[str, ListParameter]:
    """Return the query parameters of ``operation`` by name; a name of paging wins over a property."""
    declared = [parameter for parameter in operation.parameters if parameter.where == "query"]
    return {parameter.name: _read(parameter, properties, views) for parameter in declared}


def size_default(parameter: Parameter, views: Views) -> int | None:
    """Return the page size that the contract gives when nobody asks for one."""
    default = views.keyword(parameter.schema, "default")
    return default if isinstance(default, int) and default > 0 else None


def _read(parameter: Parameter, properties: Mapping[str, Schema], views: Views) -> ListParameter:
    levelled = snake(parameter.name)
    for meaning, names in NAMES.items():
        if levelled in names and (meaning is not Meaning.DIRECTION or _is_direction(parameter, views)):
            return ListParameter(parameter.name, meaning, "", parameter)
    bare = levelled.removeprefix("filter_")
    known = {snake(name): name for name in properties}
    if bare in known:
        return ListParameter(parameter.name, Meaning.FILTER, known[bare], parameter)
    if levelled == "order":
        return ListParameter(parameter.name, Meaning.SORT, "", parameter)
    return ListParameter(parameter.name, Meaning.UNKNOWN, "", parameter)


def _is_direction(parameter: Parameter, views: Views) -> bool:
    values = views.keyword(parameter.schema, "enum")
    return snake(parameter.name) != "order" or (
        values is not None and {str(v).lower() for v in values} <= {"asc", "desc"}
    )
