"""Values that a caller sends now and a recorded caller sent otherwise, as they come back in answers.

A recorded answer repeats what the recorded caller sent. This caller has to see what it sent itself: its own subject,
and the e-mail address for which a stand-in was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..inference.description import UNREADABLE
from .difference import Asked

LENGTH_MIN = 3
STAND_IN_LENGTH_MIN = 6
SHAPELESS = ""
Echo = tuple[str, str]
"""Name of the field and the recorded value; the name is empty where the value is a stand-in, which is unmistakable."""


def echoes(asked: Asked, recorded: Asked, stand_ins: Collection[str]) -> dict[Echo, str]:
    """Return what has to be said instead of what was recorded."""
    pairs = [*_leaves(asked.data, recorded.data, ""), *_of_paths(asked, recorded), *_of_queries(asked, recorded)]
    found = {}
    for name, now, then in pairs:
        if then in stand_ins and len(then) >= STAND_IN_LENGTH_MIN:
            found[SHAPELESS, then] = now
        elif name and len(then) >= LENGTH_MIN:
            found[name, then] = now
    return found


def spoken(body: bytes, echoed: Mapping[Echo, str]) -> bytes:
    """Return a JSON body in which the caller's own values stand."""
    if not echoed:
        return body
    try:
        data = json.loads(body)
    except ValueError:
        return body
    told = _told(data, "", echoed)
    return body if told == data else json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _told(value: Any, name: str, echoed: Mapping[Echo, str]) -> Any:
    if isinstance(value, dict):
        return {key: _told(each, key, echoed) for key, each in value.items()}
    if isinstance(value, list):
        return [_told(each, name, echoed) for each in value]
    if not isinstance(value, str):
        return value
    value = echoed.get((name, value), value)
    for (where, then), now in echoed.items():
        if where == SHAPELESS and then in value:
            value = value.replace(then, now)
    return value


def _leaves(now: Any, then: Any, name: str) -> Iterator[tuple[str, str, str]]:
    """Return the texts that differ, by the name of their field."""
    if now is UNREADABLE or then is UNREADABLE:
        return
    if isinstance(now, dict) and isinstance(then, dict):
        for key in now.keys() & then.keys():
            yield from _leaves(now[key], then[key], key)
    elif isinstance(now, list) and isinstance(then, list):
        for one, other in zip(now, then, strict=False):
            yield from _leaves(one, other, name)
    elif isinstance(now, str) and isinstance(then, str) and now != then:
        yield name, now, then


def _of_paths(asked: Asked, recorded: Asked) -> Iterator[tuple[str, str, str]]:
    for now, then in zip(asked.segments, recorded.segments, strict=False):
        if now != then:
            yield "", now, then


def _of_queries(asked: Asked, recorded: Asked) -> Iterator[tuple[str, str, str]]:
    for name, values in recorded.pairs.items():
        for now, then in zip(asked.pairs.get(name, ()), values, strict=False):
            if now != then:
                yield "", now, then
