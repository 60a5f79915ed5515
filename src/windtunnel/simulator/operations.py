"""Binding behaviour to the operations of a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from windtunnel.world.http import Response

    from .call import Call

Handler = Callable[["Call"], "Response"]
H = TypeVar("H", bound=Handler)


class Operations:
    """A group of handlers, each bound to an operationId. Vendor code makes one per file."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def bind(self, *operation_ids: str) -> Callable[[H], H]:
        """Return a decorator that binds a handler to one or more operationIds."""

        def bound(handler: H) -> H:
            for operation_id in operation_ids:
                assert operation_id not in self.handlers, f"{operation_id} is bound twice"
                self.handlers[operation_id] = handler
            return handler

        return bound


def merge(groups: Iterable[Operations]) -> Mapping[str, Handler]:
    """Return the handlers of several groups by operationId."""
    merged: dict[str, Handler] = {}
    for group in groups:
        for operation_id, handler in group.handlers.items():
            assert operation_id not in merged, f"{operation_id} is bound twice"
            merged[operation_id] = handler
    return merged
