"""Operators that change the rows of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, ClassVar

from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import Response

from ..document import Contract
from .bodies import NOTHING, dumps, read_answer
from .description import DriftDescription, FieldPath, Part
from .evidence import LIST, Fits, stating
from .operator import Drift
from .paging import is_first_page
from .places import places


@dataclass(frozen=True)
class Page:
    """What an operator may know of a list.

    Args:
        first: whether the request asks for the first page.
        random: the operator's own stream.
        memory: what the operator keeps about this list (the path that was asked) from page to page.
    """

    first: bool
    random: Random
    memory: dict[str, Any]


class ListOperator(DriftDescription):
    """A change of the rows of lists. Operators override ``listed``.

    Args:
        at: the list: ``Schema.property`` of the contract or a path in the body such as ``$.results``; without it, the
            body itself when it is a list, else the first list of objects at its top.
    """

    fits: ClassVar[Fits] = stating(LIST)
    acts_on: ClassVar[Part] = "list"

    at: FieldPath | None = None

    @property
    def place(self) -> str:
        """The list."""
        return self.at or ""

    def listed(self, rows: Sequence[Any], page: Page) -> Sequence[Any]:
        """Return the rows after the change; the same object leaves them alone."""
        raise NotImplementedError

    def build(self, contract: Contract, random: Random, start: float) -> ListDrift:
        """Return the change at work."""
        return ListDrift(self, contract, random, start)


class ListDrift(Drift):
    """Changes the rows of a system's lists."""

    def __init__(self, operator: ListOperator, contract: Contract, random: Random, start: float) -> None:
        super().__init__(operator, contract, random, start)
        self.operator = operator
        self._places = None if operator.at is None else places(contract, operator.at)
        self._memories: dict[str, dict[str, Any]] = {}

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Change the rows of a successful answer."""
        if response.chunks is not None or not 200 <= response.status < 300 or not self.concerns(exchange):
            return PASS
        body = read_answer(response)
        changed = body if body is NOTHING else self._changed(exchange, response.status, body)
        if changed is body or not self.strikes_exchange(exchange):
            return PASS
        return Replace(replace(response, body=dumps(changed)))

    def _changed(self, exchange: Exchange, status: int, body: Any) -> Any:
        memory = self._memories.setdefault(exchange.request.path, {})
        page = Page(is_first_page(exchange.request), self.random, memory)
        if self._places is None:
            return self._change_top(body, page)
        name = self._places.field
        way = self._places.in_answers(self.operation(exchange), status)
        return body if way is None else way.edit(body, lambda record: self._change_in(record, name, page))

    def _change_top(self, body: Any, page: Page) -> Any:
        if isinstance(body, list):
            return self.operator.listed(body, page)
        if not isinstance(body, Mapping):
            return body
        name = next((name for name, value in body.items() if _is_table(value)), None)
        return body if name is None else self._change_in(body, name, page)

    def _change_in(self, record: Mapping[str, Any], name: str, page: Page) -> Mapping[str, Any]:
        rows = record.get(name)
        listed = self.operator.listed(rows, page) if isinstance(rows, list) else rows
        return record if listed is rows else {**record, name: listed}


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
