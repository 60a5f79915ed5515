"""Answers of inferred operations: records put into the envelope that the contract describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from windtunnel.contract.names import snake

from ..call import Call
from ..instance import Uninstantiable
from ..schemas.flat import Schema
from .envelopes import Envelope
from .listing import Listing, Page, arguments_of
from .resources import Resource
from .views import Views

NO_VALUE = object()
ABOUT_PAGES = frozenset(
    {
        "meta", "metadata", "pagination", "paging", "page", "page_info", "links", "response_metadata", "cursors",
        "info", "result_info", "search_metadata", "page_metadata",
    }
)  # fmt: skip
"""Objects in which vendors put what there is to know about a page."""
LOCATORS = ("href", "url", "uri")
POSITIONS = ("offset", "cursor", "token", "page", "after", "before", "start")
NEUTRAL: dict[str, Any] = {"array": [], "object": {}}
"""What may stand for nothing, by type."""
SUCCEEDED = {"success": True, "ok": True, "deleted": True, "is_deleted": True}
"""What tells that an operation went well."""


@dataclass(frozen=True)
class Facts:
    """What there is to know about one page of a list.

    Args:
        call: the request.
        page: the page.
        listing: its parameters.
        resource: what is listed.
    """

    call: Call
    page: Page
    listing: Listing
    resource: Resource

    def url(self, *, forward: bool | None) -> str | None:
        """Return the URL of the page after or before this one, of this one for ``None``."""
        if forward is None:
            return self.call.link(self.call.request.target)
        changed = self._arguments(forward=forward)
        if not changed:
            return None
        dropped = {self.listing.named(meaning) for meaning in self.listing.moving()}
        kept = [(k, v) for k, v in parse_qsl(self.call.request.query, keep_blank_values=True) if k not in dropped]
        return self.call.link(f"{self.call.request.path}?{urlencode([*kept, *changed.items()])}")

    def cursor(self, *, forward: bool) -> str | None:
        """Return the cursor, page number or offset of the page after or before this one."""
        return next(iter(self._arguments(forward=forward).values()), None)

    def id_at(self, index: int) -> Any:
        """Return the id of the first (0) or last (-1) record."""
        return self.page.records[index].get(self.resource.id_field) if self.page.records else None

    def _arguments(self, *, forward: bool) -> Mapping[str, str]:
        there = self.page.has_next if forward else self.page.has_previous
        return arguments_of(self.page, self.listing, forward=forward) if there else {}


class Answers:
    """Builds the bodies of answers.

    Args:
        views: looks at the contract's schemas.
    """

    def __init__(self, views: Views) -> None:
        self._views = views

    def one(self, call: Call, envelope: Envelope, record: Any) -> Any:
        """Return a record in its envelope."""
        return self._around(
            call, envelope.outer, envelope.path, record, lambda name, schema: SUCCEEDED.get(name, NO_VALUE)
        )

    def removed(self, call: Call, schema: Schema, record: Mapping[str, Any]) -> Any:
        """Return what tells that ``record`` is gone: that it was deleted, and what else the contract asks for."""
        built: dict[str, Any] = {}
        for name, each in self._views.properties(schema).items():
            known = [found[key] for found, key in ((SUCCEEDED, snake(name)), (record, name)) if key in found]
            value = next((value for value in known if self._views.instances.is_valid(each, value)), NO_VALUE)
            if value is NO_VALUE and name in self._views.required(schema):
                value = self._filler(call, each)
            if value is not NO_VALUE:
                built[name] = value
        return built

    def many(self, facts: Facts, envelope: Envelope, records: list[Any]) -> Any:
        """Return a list of records in its envelope, with what the envelope tells about the page."""
        return self._around(
            facts.call,
            envelope.outer,
            envelope.path,
            records,
            lambda name, schema: self._fact(facts, name, schema),
        )

    def _around(
        self,
        call: Call,
        schema: Schema,
        path: tuple[str, ...],
        payload: Any,
        known: Callable[[str, Schema], Any],
    ) -> Any:
        if not path:
            return payload
        required = self._views.required(schema)
        built: dict[str, Any] = {}
        for name, each in self._views.properties(schema).items():
            if name == path[0]:
                built[name] = self._around(call, each, path[1:], payload, known)
                continue
            value = known(snake(name), each)
            if value is NO_VALUE and name in required:
                value = self._filler(call, each)
            if value is not NO_VALUE:
                built[name] = value
        return built

    def _fact(self, facts: Facts, name: str, schema: Schema) -> Any:
        is_object = "object" in self._views.types(schema)
        if is_object and name in STEPS:
            return self._step_object(facts, STEPS[name], schema)
        if is_object and name in ABOUT_PAGES:
            return self._facts_object(facts, schema)
        if name in STEPS:
            return self._fitting(self._step(facts, name, schema), schema)
        read = FACTS.get(name)
        return NO_VALUE if read is None else self._fitting(read(facts), schema)

    def _facts_object(self, facts: Facts, schema: Schema) -> Any:
        told = {name: self._fact(facts, snake(name), each) for name, each in self._views.properties(schema).items()}
        built = {name: value for name, value in told.items() if value is not NO_VALUE}
        return built if built and self._views.instances.is_valid(schema, built) else NO_VALUE

    def _step_object(self, facts: Facts, forward: bool | None, schema: Schema) -> Any:
        """Return an object that leads to a neighbour page: by its address, its path, its cursor."""
        url = facts.url(forward=forward)
        if url is None:
            return self._fitting(None, schema)
        built: dict[str, Any] = {}
        for name, each in self._views.properties(schema).items():
            levelled = snake(name)
            if levelled in LOCATORS:
                built[name] = url
            elif levelled in ("path", "target"):
                built[name] = url.removeprefix(facts.call.request.origin)
            elif forward is not None and levelled in POSITIONS:
                built[name] = self._fitting(facts.cursor(forward=forward), each)
        return built if built and self._views.instances.is_valid(schema, built) else NO_VALUE

    def _step(self, facts: Facts, name: str, schema: Schema) -> Any:
        """Return a URL, a number or a cursor for the neighbour page, whichever the contract means."""
        forward = STEPS[name]
        if forward is None:
            return facts.url(forward=None)
        if not {"string"} & set(self._views.types(schema)) and self._views.types(schema):
            return facts.cursor(forward=forward)
        opaque = name in CURSORS or (name not in URLS and facts.listing.by_cursor and not self._is_url(schema))
        return facts.cursor(forward=forward) if opaque else facts.url(forward=forward)

    def _is_url(self, schema: Schema) -> bool:
        return str(self._views.keyword(schema, "format")).startswith(("uri", "url"))

    def _fitting(self, value: Any, schema: Schema) -> Any:
        """Return ``value`` in a form that ``schema`` allows: as it is, as a number, as text, or not at all."""
        for form in (value, *self._other_forms(value)):
            if self._views.instances.is_valid(schema, form):
                return form
        return NO_VALUE

    def _other_forms(self, value: Any) -> list[Any]:
        if isinstance(value, str) and value.isdecimal():
            return [int(value)]
        return [] if value is None or isinstance(value, bool) else [str(value)]

    def _filler(self, call: Call, schema: Schema) -> Any:
        """Return something that a required property of an envelope may hold."""
        if self._views.nullable(schema):
            return None
        for kind in self._views.types(schema):
            if kind in NEUTRAL and self._views.instances.is_valid(schema, NEUTRAL[kind]):
                return NEUTRAL[kind]
        try:
            return self._views.instances.make(schema, call.system.random)
        except Uninstantiable:
            return NO_VALUE


STEPS: dict[str, bool | None] = {
    **dict.fromkeys(
        ("next", "next_page", "next_url", "next_link", "next_page_url", "next_href", "odata_next_link", "next_cursor",
         "next_page_token", "next_token", "after_cursor", "end_cursor", "after", "cursor", "continuation_token"),
        True,
    ),
    **dict.fromkeys(
        ("previous", "prev", "previous_page", "prev_page", "previous_url", "prev_url", "previous_link", "prev_link",
         "previous_page_url", "prev_page_url", "previous_cursor", "prev_cursor", "before_cursor", "before"),
        False,
    ),
    "self": None,
}  # fmt: skip
"""Properties that lead to the next page (true), the page before (false) or this one (None)."""
CURSORS = frozenset(name for name in STEPS if name.endswith(("cursor", "token")) or name in ("after", "before"))
URLS = frozenset(name for name in STEPS if name.endswith(("url", "link", "href")))

FACTS: dict[str, Callable[[Facts], Any]] = {
    **dict.fromkeys(
        ("total", "total_count", "total_items", "total_results", "total_elements", "total_records", "total_hits",
         "record_count", "odata_count", "total_size", "count"),
        lambda facts: facts.page.total,
    ),
    **dict.fromkeys(("number_of_elements", "returned", "page_count_items"), lambda facts: len(facts.page.records)),
    **dict.fromkeys(
        ("size", "per_page", "page_size", "limit", "max_results", "items_per_page"),
        lambda facts: facts.page.size if facts.page.size is not None else max(1, facts.page.total),
    ),
    **dict.fromkeys(("offset", "start", "start_at", "skip", "start_index"), lambda facts: facts.page.offset),
    **dict.fromkeys(("page", "page_number", "current_page", "number"), lambda facts: facts.page.number),
    **dict.fromkeys(
        ("total_pages", "pages", "page_count", "last_page", "num_pages"), lambda facts: facts.page.count_of_pages
    ),
    **dict.fromkeys(
        ("has_more", "has_next", "has_next_page", "more", "truncated", "is_truncated", "more_records"),
        lambda facts: facts.page.has_next,
    ),
    **dict.fromkeys(
        ("has_previous", "has_previous_page", "has_prev"), lambda facts: facts.page.has_previous
    ),
    **dict.fromkeys(("is_last", "last", "is_last_page"), lambda facts: not facts.page.has_next),
    **dict.fromkeys(("is_first", "first", "is_first_page"), lambda facts: not facts.page.has_previous),
    "first_id": lambda facts: facts.id_at(0),
    "last_id": lambda facts: facts.id_at(-1),
    "empty": lambda facts: not facts.page.records,
    "success": lambda facts: True,
    "ok": lambda facts: True,
}  # fmt: skip
"""What the other properties of a list's envelope tell, by their levelled names."""
