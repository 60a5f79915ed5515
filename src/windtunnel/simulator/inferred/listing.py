"""Which records a list answers with: filtered, ordered, and cut to a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.contract.document import Operation
from windtunnel.contract.names import snake

from ..call import Call
from ..paging import decode_cursor, encode_cursor
from ..problem import FieldError, InvalidInput, NotBuilt
from ..store import Record
from .bodies import typed
from .parameters import FIRST_PAGE, ListParameter, Meaning, read_parameters, size_default
from .resources import Resource
from .views import Views

SIZE_DEFAULT = 20
"""The page size of a list that has paging parameters, when neither contract nor profile tells one."""
PAGING = (Meaning.SIZE, Meaning.OFFSET, Meaning.PAGE, Meaning.AFTER, Meaning.BEFORE)


@dataclass(frozen=True)
class Page:
    """Part of a list.

    Args:
        records: what is on it.
        total: how many records there are in all.
        size: the page size in force; ``None`` when everything is on one page.
        offset: index of the first record.
        number_first: the number of the first page.
    """

    records: Sequence[Record]
    total: int
    size: int | None
    offset: int
    number_first: int = 1

    @property
    def has_next(self) -> bool:
        """Whether there are records after it."""
        return self.offset + len(self.records) < self.total

    @property
    def has_previous(self) -> bool:
        """Whether there are records before it."""
        return self.offset > 0

    @property
    def number(self) -> int:
        """Its number."""
        return self.number_first + (self.offset // self.size if self.size else 0)

    @property
    def count_of_pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size)) if self.size else 1


class Listing:
    """The query parameters of one list operation.

    Args:
        operation: the operation.
        resource: what it lists.
        views: looks at schemas.
        size: the page size that the profile gives, where it covers the operation.
    """

    def __init__(self, operation: Operation, resource: Resource, views: Views, size: int | None) -> None:
        self._resource = resource
        self._views = views
        self.parameters = read_parameters(operation, resource.properties, views)
        self._by_meaning = {each.meaning: each for each in reversed(self.parameters.values())}
        self._size = self._default_size(size)

    def named(self, meaning: Meaning) -> str | None:
        """Return the name of the parameter with a meaning."""
        parameter = self._by_meaning.get(meaning)
        return parameter.name if parameter is not None else None

    @property
    def by_cursor(self) -> bool:
        """Whether pages follow each other by cursor and not by number or offset."""
        return Meaning.AFTER in self._by_meaning and not {Meaning.PAGE, Meaning.OFFSET} & set(self._by_meaning)

    def moving(self) -> list[Meaning]:
        """Return the meanings whose parameters say where a page begins."""
        return [meaning for meaning in PAGING if meaning is not Meaning.SIZE]

    def page(self, call: Call, records: Sequence[Record]) -> Page:
        """Return the page of ``records`` that ``call`` asks for.

        Raises:
            InvalidInput: a parameter has no such value, or is missing.
            NotBuilt: a parameter was sent whose meaning cannot be inferred.
        """
        self._check(call)
        found = self._sorted(call, [record for record in records if self._passes(call, record)])
        size = self._number(call, Meaning.SIZE, self._size)
        offset = self._offset(call, found, size)
        shown = found[offset:] if size is None else found[offset : offset + size]
        return Page(shown, len(found), size, offset, self._number_first())

    def cursor(self, record: Record, index: int) -> str:
        """Return the text that stands for ``record`` at ``index``; it holds when the record is gone by then."""
        return encode_cursor({"id": str(record.get(self._resource.id_field)), "index": index})

    def _default_size(self, of_profile: int | None) -> int | None:
        if not any(meaning in self._by_meaning for meaning in PAGING):
            return of_profile
        parameter = self._by_meaning.get(Meaning.SIZE)
        declared = size_default(parameter.parameter, self._views) if parameter is not None else None
        return declared or of_profile or SIZE_DEFAULT

    def _number_first(self) -> int:
        parameter = self._by_meaning.get(Meaning.PAGE)
        if parameter is None:
            return 1
        default = self._views.keyword(parameter.parameter.schema, "default")
        return 0 if default == 0 else FIRST_PAGE.get(snake(parameter.name), 1)

    def _check(self, call: Call) -> None:
        for name, parameter in self.parameters.items():
            if name not in call.arguments:
                if parameter.parameter.required and parameter.meaning is not Meaning.IGNORED:
                    raise InvalidInput(FieldError(name, "required", "is a required parameter"))
            elif parameter.meaning is Meaning.UNKNOWN:
                raise NotBuilt(f"what the parameter {name!r} asks for cannot be inferred from the contract")
            else:
                self._check_value(name, call.arguments[name], parameter)

    def _check_value(self, name: str, text: str, parameter: ListParameter) -> None:
        schema = parameter.parameter.schema
        if self._views.is_array(schema) or parameter.meaning in (Meaning.IGNORED, Meaning.AFTER, Meaning.BEFORE):
            return
        if not self._views.instances.is_valid(schema, typed(text, schema, self._views)):
            raise InvalidInput(FieldError(name, "invalid", f"{text!r} is not a valid value"))

    def _passes(self, call: Call, record: Record) -> bool:
        return all(
            _matches(record.get(parameter.field), call.request.argument_lists[name], parameter, self._views)
            for name, parameter in self.parameters.items()
            if parameter.meaning is Meaning.FILTER and name in call.arguments
        )

    def _sorted(self, call: Call, records: list[Record]) -> list[Record]:
        wanted = self._argument(call, Meaning.SORT)
        if not wanted:
            return records
        descending = (self._argument(call, Meaning.DIRECTION) or "").lower() == "desc"
        for part in reversed(wanted.split(",")):
            name, down = _direction(part.strip(), descending=descending)
            field = self._property(name)
            records = sorted(records, key=lambda record: _rank(record.get(field)), reverse=down)
        return records

    def _property(self, name: str) -> str:
        known = {snake(each): each for each in self._resource.properties}
        if snake(name) not in known:
            raise InvalidInput(FieldError(self.named(Meaning.SORT) or "", "invalid", f"cannot sort by {name!r}"))
        return known[snake(name)]

    def _argument(self, call: Call, meaning: Meaning) -> str | None:
        name = self.named(meaning)
        return call.arguments.get(name) if name is not None else None

    def _number(self, call: Call, meaning: Meaning, default: int | None) -> int | None:
        text = self._argument(call, meaning)
        if text is None:
            return default
        if not text.isdecimal():
            raise InvalidInput(FieldError(self.named(meaning) or "", "type", f"{text!r} is not a whole number"))
        return int(text)

    def _offset(self, call: Call, records: Sequence[Record], size: int | None) -> int:
        after, before = self._argument(call, Meaning.AFTER), self._argument(call, Meaning.BEFORE)
        if after:
            return self._position(Meaning.AFTER, after, records) + 1
        if before:
            return max(0, self._position(Meaning.BEFORE, before, records) - (size or len(records)))
        page = self._number(call, Meaning.PAGE, None)
        if page is not None:
            return max(0, page - self._number_first()) * (size or 0)
        return self._number(call, Meaning.OFFSET, 0) or 0

    def _position(self, meaning: Meaning, text: str, records: Sequence[Record]) -> int:
        """Return the index of the record that a cursor or an id names."""
        index = self._index_of(text, records)
        if index is not None:
            return index
        try:
            content = decode_cursor(text)
            known = self._index_of(str(content["id"]), records)
            return known if known is not None else int(content["index"]) - (meaning is Meaning.AFTER)
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput(FieldError(self.named(meaning) or "", "invalid", "is not a cursor")) from error

    def _index_of(self, record_id: str, records: Sequence[Record]) -> int | None:
        field = self._resource.id_field
        return next((index for index, record in enumerate(records) if str(record.get(field)) == record_id), None)


def _direction(part: str, *, descending: bool) -> tuple[str, bool]:
    """Read ``-name``, ``+name``, ``name:desc`` and ``name desc``."""
    if part[:1] in ("-", "+"):
        return part[1:], part[0] == "-"
    name, _, direction = part.replace(":", " ").partition(" ")
    return name, direction.strip().lower().startswith("desc") if direction else descending


def _rank(value: Any) -> tuple[int, Any]:
    """Order values of any kinds: null first, then numbers, then texts."""
    if value is None:
        return 0, 0
    return (1, value) if isinstance(value, int | float) else (2, str(value))


def _matches(value: Any, texts: Sequence[str], parameter: ListParameter, views: Views) -> bool:
    wanted = [
        part for text in texts for part in (text.split(",") if views.is_array(parameter.parameter.schema) else [text])
    ]
    held = value if isinstance(value, list) else [value]
    return any(_as_text(each) in wanted for each in held)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def arguments_of(page: Page, listing: Listing, *, forward: bool) -> Mapping[str, str]:
    """Return the query parameters, by name, that lead to the page after or before ``page``."""
    if (name := listing.named(Meaning.PAGE)) is not None and page.size:
        return {name: str(page.number + (1 if forward else -1))}
    if (name := listing.named(Meaning.OFFSET)) is not None and page.size:
        return {name: str(page.offset + page.size if forward else max(0, page.offset - page.size))}
    name = listing.named(Meaning.AFTER if forward else Meaning.BEFORE)
    if name is None or not page.records:
        return {}
    edge = len(page.records) - 1 if forward else 0
    return {name: listing.cursor(page.records[edge], page.offset + edge)}
