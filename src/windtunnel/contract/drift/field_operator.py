"""Operators that change one field, wherever it stands: in answers, in webhook payloads, and back in requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any, ClassVar

from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import Request, Response

from ..document import Contract, Operation, Schema
from .bodies import NOTHING, dumps, read_answer, read_request, with_body, write_request
from .description import DriftClass, DriftDescription, FieldPath, Part
from .operator import Drift
from .places import path_to, places

GONE = object()
"""Returned by a change to remove the field."""
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """What an operator may know of the field.

    Args:
        field: its name.
        schema: its JSON schema before the change; empty where a path leads to it.
        random: the operator's own stream.
        memory: what the operator keeps from one exchange to the next.
    """

    field: str
    schema: Schema
    random: Random
    memory: dict[str, Any]


class FieldOperator(DriftDescription):
    """A change of one field. Operators override ``changed``, or ``rewrite`` when more than the value changes.

    Args:
        at: the field: ``Schema.property`` of the contract, or a path in the body such as ``records[].Email``.
        payloads: paths in webhook payloads where the field stands too.
        requests: paths in request bodies where the field stands too, besides those that the contract's schemas tell.
    """

    acts_on: ClassVar[Part] = "field"
    reversible: ClassVar[bool] = False
    """Whether the system understands changed values in requests: ``restored`` (or ``restore``) undoes the change."""
    textual: ClassVar[bool] = False
    """Whether changed values are known wherever they stand, and for good: ``original`` undoes them in any text."""

    at: FieldPath
    payloads: tuple[FieldPath, ...] = ()
    requests: tuple[FieldPath, ...] = ()

    @property
    def place(self) -> str:
        """The field."""
        return self.at

    def changed(self, value: Any, place: Place) -> Any:
        """Return the field's value after the change; ``GONE`` removes the field, the same object leaves it alone."""
        raise NotImplementedError

    def restored(self, value: Any, place: Place) -> Any:
        """Return what a value in a request meant before the change."""
        return value

    def original(self, text: str) -> str:
        """Return ``text`` with every changed value in it undone."""
        return text

    def rewrite(self, record: Record, place: Place) -> Record:
        """Return an object that may hold the field after the change; the same object leaves it alone."""
        if place.field not in record:
            return record
        return _with(record, place.field, self.changed(record[place.field], place))

    def restore(self, record: Record, place: Place) -> Record:
        """Return an object of a request as it was written before the change."""
        if place.field not in record:
            return record
        return _with(record, place.field, self.restored(record[place.field], place))

    def build(self, contract: Contract, random: Random, start: float) -> FieldDrift:
        """Return the change at work."""
        return FieldDrift(self, contract, random, start)


class FieldDrift(Drift):
    """Changes one field of a system's answers, and of its webhooks."""

    def __init__(self, operator: FieldOperator, contract: Contract, random: Random, start: float) -> None:
        super().__init__(operator, contract, random, start)
        self.operator = operator
        self.places = places(contract, operator.at)
        self.field = Place(self.places.field, self.places.schema, random, {})
        self._payloads = [(path_to(path), self._at(path)) for path in operator.payloads]
        self._requests = [(path_to(path), self._at(path)) for path in operator.requests]

    def before(self, exchange: Exchange) -> Decision:
        """Let the request pass, in the words that the system understands.

        A request in the new form is simply understood. Where the form is the same and the meaning is not, every request
        with the field is taken in the new meaning, which strikes whoever meant the old one.
        """
        if not self._understands(exchange):
            return PASS
        request = self.translate(exchange.request, self.operation(exchange))
        if request is not exchange.request and (not self._silent or self.strikes_exchange(exchange)):
            exchange.request = request
        return PASS

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Change the answer."""
        if response.chunks is not None or not self.concerns(exchange):
            return PASS
        way = self.places.in_answers(self.operation(exchange), response.status)
        body = NOTHING if way is None else read_answer(response)
        if way is None or body is NOTHING:
            return PASS
        changed = way.edit(body, partial(self.operator.rewrite, place=self.field))
        if changed is body or not self.strikes_exchange(exchange):
            return PASS
        return Replace(replace(response, body=dumps(changed)))

    def translate(self, request: Request, operation: Operation | None = None) -> Request:
        """Return the request as it was written before the change."""
        if self.operator.textual:
            request = self._translate_text(request)
        return self._translate_body(request, operation) if self.operator.reversible and request.body else request

    def original(self, text: str) -> str:
        """Return the text with changed values undone."""
        return self.operator.original(text)

    def changed_payload(self, payload: Any) -> Any:
        """Return the webhook payload after the change, where the description says that the field stands."""
        changed = payload
        for way, place in self._payloads:
            changed = way.edit(changed, partial(self.operator.rewrite, place=place))
        return changed

    @property
    def _silent(self) -> bool:
        return self.operator.drift_class is DriftClass.MEANING_CHANGING

    def _understands(self, exchange: Exchange) -> bool:
        if self.operator.textual:
            return True
        in_force = self.concerns(exchange) if self._silent else self.active(exchange.at)
        return self.operator.reversible and in_force

    def _at(self, path: str) -> Place:
        return replace(self.field, field=path.rpartition(".")[2])

    def _translate_text(self, request: Request) -> Request:
        path, query = self.original(request.path), self.original(request.query)
        text = request.body.decode("utf-8", "surrogateescape")
        body = self.original(text)
        if body != text:
            request = with_body(request, body.encode("utf-8", "surrogateescape"))
        if (path, query) != (request.path, request.query):
            request = replace(request, path=path, query=query)
        return request

    def _translate_body(self, request: Request, operation: Operation | None) -> Request:
        way = self.places.in_requests(operation)
        ways = [*self._requests, *([(way, self.field)] if way is not None else [])]
        body = read_request(request) if ways else NOTHING
        if body is NOTHING:
            return request
        restored = body
        for each, place in ways:
            restored = each.edit(restored, partial(self.operator.restore, place=place))
        return request if restored is body else write_request(request, restored)


def _with(record: Record, name: str, value: Any) -> Record:
    if value is record[name]:
        return record
    if value is GONE:
        return {key: each for key, each in record.items() if key != name}
    return {**record, name: value}
