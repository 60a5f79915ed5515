"""What differs between a request and a recorded one.

What a caller makes up anew each time (moments, UUIDs, the values of a body) may differ; where it asks, with what, and
in which shape, may not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from windtunnel.world.http import Request

from ..exchange import Exchange, Headers, header, media_type
from ..inference.description import ASKING, UNREADABLE, data_of
from ..inference.evidence import type_of
from ..inference.paths import segments
from ..inference.security import lets_in
from ..inference.texts import formats_of, id_shape

CREDENTIALS = ("authorization", "cookie")
"""The first that is sent says who is calling; then those that are credentials by their names."""
PASSING_FORMATS = frozenset({"date-time", "date", "uuid"})
EPOCH_DIGITS = (10, 13)
NESTING_MAX = 32
NUMBERS = frozenset({"integer", "number"})


@dataclass(frozen=True)
class Asked:
    """A request, ready to be compared.

    Args:
        method: upper case.
        path: as sent.
        query: the raw query string.
        headers: in order.
        body: the whole body.
    """

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes

    @classmethod
    def of_request(cls, request: Request) -> Asked:
        """Return what a caller asks now."""
        return cls(request.method, request.path, request.query, tuple(request.headers.items()), request.body)

    @classmethod
    def of_exchange(cls, exchange: Exchange) -> Asked:
        """Return what was asked when it was recorded."""
        return cls(exchange.method, exchange.path, exchange.query, exchange.sent, exchange.asked)

    @cached_property
    def segments(self) -> list[str]:
        """Of the path, decoded."""
        return [unquote(each) for each in segments(self.path)]

    @cached_property
    def pairs(self) -> dict[str, list[str]]:
        """Query parameters with all their values."""
        found: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.query, keep_blank_values=True):
            found.setdefault(name, []).append(value)
        return found

    @cached_property
    def data(self) -> Any:
        """The body as data."""
        return data_of(media_type(self.headers), self.body) if self.body else None

    @property
    def credential(self) -> str:
        """What says who is calling; empty when nothing does."""
        return next((value for name in self.credentials if (value := header(self.headers, name))), "")

    @property
    def credentials(self) -> tuple[str, ...]:
        """The headers that say who is calling."""
        sent = {name.lower() for name, _ in self.headers}
        others = sorted(name for name in sent if name not in CREDENTIALS and lets_in(name))
        return (*(name for name in CREDENTIALS if name in sent), *others)


def differences(asked: Asked, recorded: Asked, stand_ins: Collection[str]) -> list[str]:
    """Return what differs, in words, without any value; empty when the recorded answer is an answer to this.

    Args:
        asked: now.
        recorded: then.
        stand_ins: what stands in the place of redacted values; they match what has their shape.
    """
    if asked.method != recorded.method:
        return [f"the method is {asked.method}, recorded was {recorded.method}"]
    if not _same_path(asked.segments, recorded.segments, stand_ins):
        return ["the path differs"]
    told = list(_query(asked.pairs, recorded.pairs, stand_ins))
    if recorded.credentials and not asked.credentials:
        told.append(f"the header {recorded.credentials[0]} is missing")
    return [*told, *_body(asked, recorded)]


def likeness(asked: Asked, recorded: Asked) -> int:
    """Return how much of what may differ is the same."""
    same = sum(asked.pairs.get(name) == values for name, values in recorded.pairs.items())
    same += sum(header(asked.headers, name) == header(recorded.headers, name) for name in ASKING)
    same += asked.credentials == recorded.credentials
    return same + (1 if asked.body == recorded.body else 0) + _equal_leaves(asked.data, recorded.data)


def _same_path(one: list[str], other: list[str], stand_ins: Collection[str]) -> bool:
    return len(one) == len(other) and all(
        asked == recorded or (recorded in stand_ins and id_shape(asked) == id_shape(recorded))
        for asked, recorded in zip(one, other, strict=True)
    )


def _query(
    asked: Mapping[str, list[str]], recorded: Mapping[str, list[str]], stand_ins: Collection[str]
) -> Iterator[str]:
    for name in recorded:
        if name not in asked:
            yield f"the query parameter {name!r} is missing"
    for name, values in asked.items():
        if name not in recorded:
            yield f"the query parameter {name!r} was not there when it was recorded"
        elif len(values) != len(recorded[name]) or not all(
            _may_stand_for(one, other, stand_ins) for one, other in zip(values, recorded[name], strict=True)
        ):
            yield f"the query parameter {name!r} has another value"


def _may_stand_for(asked: str, recorded: str, stand_ins: Collection[str]) -> bool:
    if asked == recorded or recorded in stand_ins:
        return True
    if set(formats_of(asked)) & set(formats_of(recorded)) & PASSING_FORMATS:
        return True
    both_digits = asked.isdigit() and recorded.isdigit()
    return both_digits and len(asked) == len(recorded) and len(asked) in EPOCH_DIGITS


def _body(asked: Asked, recorded: Asked) -> Iterator[str]:
    if bool(asked.body) != bool(recorded.body):
        yield "there is a body, recorded was none" if asked.body else "there is no body, recorded was one"
        return
    one, other = media_type(asked.headers), media_type(recorded.headers)
    if asked.body and one != other:
        yield f"the body is {one or 'of no type'}, recorded was {other or 'of no type'}"
        return
    if (asked.data is UNREADABLE) != (recorded.data is UNREADABLE):
        yield "the body is no JSON" if asked.data is UNREADABLE else "the body is JSON, recorded was none"
    elif asked.body and not isinstance(asked.data, str):
        yield from _shapes(asked.data, recorded.data, "", 0)


def _shapes(asked: Any, recorded: Any, place: str, depth: int) -> Iterator[str]:
    if depth > NESTING_MAX or asked is UNREADABLE:
        return
    one, other = type_of(asked), type_of(recorded)
    where = f"the body's {place!r}" if place else "the body"
    if one != other and not {one, other} <= NUMBERS:
        yield f"{where} is {one}, recorded was {other}"
    elif one == "object":
        yield from _objects(asked, recorded, place, depth)
    elif one == "array" and recorded:
        for each in asked:
            yield from _shapes(each, recorded[0], f"{place}[]", depth + 1)


def _objects(asked: Mapping[str, Any], recorded: Mapping[str, Any], place: str, depth: int) -> Iterator[str]:
    for name in recorded:
        if name not in asked:
            yield f"the body lacks {_below(place, name)!r}"
    for name, value in asked.items():
        if name not in recorded:
            yield f"the body has {_below(place, name)!r}, which was not there when it was recorded"
        else:
            yield from _shapes(value, recorded[name], _below(place, name), depth + 1)


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _equal_leaves(one: Any, other: Any, depth: int = 0) -> int:
    if depth > NESTING_MAX:
        return 0
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(_equal_leaves(one[name], other[name], depth + 1) for name in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return sum(_equal_leaves(*pair, depth + 1) for pair in zip(one, other, strict=False))
    return int(one == other)
