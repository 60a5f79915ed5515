"""What an adapter says in its requests: the parameters and properties that a vendor could stop to understand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from windtunnel.contract.drift.bodies import NOTHING, read_request
from windtunnel.world.http import Request

from .recording import Turn

NESTING_MAX = 8


@dataclass
class Said:
    """What was sent to one operation.

    Args:
        operation: the operation.
        parameters: values in the query, by name.
        properties: values in bodies, by path from the top; lists are not gone into.
        media: content types of bodies.
        headers: names of headers by which a request is conditional, or recognised when it is repeated.
    """

    operation: str
    parameters: dict[str, list[str]] = field(default_factory=dict)
    properties: dict[str, list[Any]] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)
    headers: dict[str, None] = field(default_factory=dict)


def said_in(turns: Sequence[Turn]) -> Mapping[str, Said]:
    """Return what was said in a conversation, by operation in the order of the first call."""
    found: dict[str, Said] = {}
    for turn in turns:
        if turn.request is not None:
            _add(found.setdefault(turn.operation, Said(turn.operation)), turn.request)
    return found


def _add(said: Said, request: Request) -> None:
    for name, values in request.argument_lists.items():
        said.parameters.setdefault(name, []).extend(values)
    if request.content_type and request.content_type not in said.media:
        said.media.append(request.content_type)
    said.headers |= dict.fromkeys(name for name in request.headers if name.endswith("idempotency-key"))
    body = read_request(request)
    if body is not NOTHING:
        for path, value in _leaves(body):
            said.properties.setdefault(path, []).append(value)


def _leaves(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, Mapping) or depth > NESTING_MAX:
        return
    for name, each in value.items():
        if not name or "." in name or any(letter.isspace() for letter in name):
            continue
        inner = f"{path}.{name}" if path else name
        yield inner, each
        yield from _leaves(each, inner, depth + 1)
