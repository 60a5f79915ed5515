"""Answers in the vendor's format: resources, collections, and the error envelope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson

from windtunnel.simulator import Call
from windtunnel.world.http import Response, json_response

from .errors import Detail

RESOURCE = "application/vnd.oracle.resource+json"
RECORDS = "/services/rest/record/v1/"
RFC_2616 = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10"
RFC_9110 = "https://www.rfc-editor.org/rfc/rfc9110.html#section-15"
RFC_6585 = "https://www.rfc-editor.org/rfc/rfc6585.html#section-4"
ERROR_TYPES = ("rfc9110", "rfc2616")


def singular(content: Any, status: int = 200) -> Response:
    """Return a resource."""
    return _resource("singular", content, status)


def collection(content: Any) -> Response:
    """Return a collection."""
    return _resource("collection", content, 200)


def written(location: str) -> Response:
    """Return the answer of a write: nothing but where the record is."""
    return Response(204, [("Location", location)])


def refusal(
    details: Sequence[Detail],
    status: int,
    *,
    title: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    error_types: str = ERROR_TYPES[0],
) -> Response:
    """Return the error envelope.

    Args:
        details: what is wrong.
        status: HTTP status.
        title: the status's own phrase by default.
        headers: further headers.
        error_types: which document ``type`` points into.
    """
    content = {
        "type": error_type(status, error_types),
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "o:errorDetails": [detail.as_json() for detail in details],
    }
    response = _resource("error", content, status)
    response.headers.extend(headers)
    return response


def error_type(status: int, document: str = ERROR_TYPES[0]) -> str:
    """Return the address of a status in the document that describes it."""
    family, number = divmod(status, 100)
    if document == "rfc2616":
        return f"{RFC_2616}.{family}.{number + 1}"
    return RFC_6585 if status == 429 else f"{RFC_9110}.{family + 1}.{number + 1}"


def oauth_answer(content: Mapping[str, Any], status: int = 200) -> Response:
    """Return an answer of the token endpoint."""
    return json_response(content, status, [("Cache-Control", "no-store"), ("Pragma", "no-cache")])


def link(href: str, rel: str = "self") -> dict[str, str]:
    """Return a link."""
    return {"rel": rel, "href": href}


def page_of(call: Call, entries: Sequence[Any], offset: int, limit: int, total: int) -> dict[str, Any]:
    """Return one page with the links to its neighbours.

    Args:
        call: whose address the links repeat.
        entries: the page.
        offset, limit: where it begins, and how many entries fit.
        total: how many entries there are on all pages.
    """
    more = offset + len(entries) < total
    starts = {"self": offset} if limit == 0 else _neighbours(offset, limit, total)
    return {
        "links": [link(_at(call, start, limit), rel) for rel, start in starts.items()],
        "count": len(entries),
        "hasMore": more,
        "offset": offset,
        "totalResults": total,
        "items": list(entries),
    }


def _neighbours(offset: int, limit: int, total: int) -> dict[str, int]:
    last = max(0, (total - 1) // limit * limit)
    starts = {"self": offset}
    if offset > 0:
        starts |= {"first": 0, "prev": max(0, offset - limit)}
    if offset < last:
        starts |= {"next": offset + limit, "last": last}
    return starts


def _at(call: Call, offset: int, limit: int) -> str:
    kept = [
        part for part in call.request.query.split("&") if part and part.partition("=")[0] not in ("limit", "offset")
    ]
    query = "&".join([*kept, f"limit={limit}", f"offset={offset}"])
    return call.link(f"{call.request.path}?{query}")


def _resource(kind: str, content: Any, status: int) -> Response:
    return Response(status, [("Content-Type", f"{RESOURCE}; type={kind}")], orjson.dumps(content))
