"""The search resources: SOSL, and searches with parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from ..answers import answer
from ..bodies import json_object, require
from ..errors import bare_refusal, json_parser_error
from ..org import Org, org_of, version_of, view_of
from .finding import find
from .sosl import GROUPS, Search, parse_rest, parse_sosl

operations = Operations()
WRAPPED_FROM = 37.0


@operations.bind("Search")
def search(call: Call) -> Response:
    """Run a SOSL search."""
    text = call.arguments.get("q", "")
    if not text.strip():
        raise bare_refusal("MALFORMED_SEARCH", "No search term found")
    return _found(call, parse_sosl(text))


@operations.bind("ParameterizedSearch")
def parameterized_search(call: Call) -> Response:
    """Run a search with parameters of the query string; ``Account.fields`` tells of one object."""
    arguments = call.arguments
    objects = [_object_of(name, arguments) for name in call.request.argument_lists.get("sobject", [])]
    return _parameterized(call, arguments, objects, arguments.get("fields", "").split(","))


@operations.bind("ParameterizedSearchWithBody")
def parameterized_search_with_body(call: Call) -> Response:
    """Run a search with parameters of the body."""
    body = json_object(call)
    objects = body.get("sobjects") or []
    if not isinstance(objects, list) or not all(isinstance(each, Mapping) for each in objects):
        raise json_parser_error("sobjects is a list of objects")
    fields = body.get("fields") or []
    if not isinstance(fields, list):
        raise json_parser_error("fields is a list of names")
    return _parameterized(call, body, objects, [str(name) for name in fields])


def _object_of(name: str, arguments: Mapping[str, str]) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name}
    for key in ("fields", "where", "orderBy", "limit"):
        value = arguments.get(f"{name}.{key}")
        if value is not None:
            described[key] = value.split(",") if key == "fields" else value
    return described


def _parameterized(
    call: Call, parameters: Mapping[str, Any], objects: Sequence[Mapping[str, Any]], fields: Sequence[str]
) -> Response:
    org, text = org_of(call), require(parameters, "q", str)
    group = str(parameters.get("in") or "ALL").upper()
    if group not in GROUPS:
        raise bare_refusal("MALFORMED_SEARCH", f"in is one of {', '.join(GROUPS)}")
    common = ",".join(name.strip() for name in fields if name.strip())
    clauses = ", ".join(_returning(org, objects, common, parameters.get("defaultLimit")))
    limit = _count(org, parameters.get("overallLimit"))
    rest = f" IN {group} FIELDS" + (f" RETURNING {clauses}" if clauses else "") + (f" LIMIT {limit}" if limit else "")
    found = parse_rest(text, rest)
    return _found(call, found)


def _returning(org: Org, objects: Sequence[Mapping[str, Any]], common: str, default_limit: Any) -> Iterator[str]:
    """Return each object as RETURNING would describe it.

    Raises:
        Refused: there is no such object.
    """
    for each in objects:
        name, own = str(each.get("name") or ""), each.get("fields")
        if org.schema.find(name) is None:
            raise bare_refusal("INVALID_TYPE", f"sObject type '{name}' is not supported.")
        fields = ",".join(str(field) for field in own) if isinstance(own, list) and own else common or "Id"
        where = f" WHERE {each['where']}" if each.get("where") else ""
        order = f" ORDER BY {each['orderBy']}" if each.get("orderBy") else ""
        limit = each.get("limit") or default_limit
        yield f"{name}({fields}{where}{order}{f' LIMIT {limit}' if limit else ''})"


def _count(org: Org, value: Any) -> int | None:
    if value is None:
        return None
    text, most = str(value), org.limit("sosl_results_max")
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise bare_refusal("MALFORMED_SEARCH", f"overallLimit is a number from 1 to {most}")
    return int(text)


def _found(call: Call, search: Search) -> Response:
    records = find(search, view_of(call))
    return answer(call, {"searchRecords": records} if version_of(call) >= WRAPPED_FROM else records)
