"""Where recorded traffic contradicts what a person wrote in the contract; the contract wins, and it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from windtunnel.contract.document import Contract, Operation, Schema
from windtunnel.kernel.errors import FileError
from windtunnel.simulator.problem import Problem
from windtunnel.simulator.routes import Routes
from windtunnel.simulator.schemas.standalone import standalone

from ..exchange import Exchange, Headers, is_json, media_type
from ..inference.description import FORM, SUCCESSES, UNREADABLE, data_of
from ..inference.evidence import type_of
from ..inference.texts import id_shape

ERRORS_MAX = 20
CODE = "recorded-contradicts-contract"


@dataclass(frozen=True)
class Conflict:
    """One contradiction.

    Args:
        operation: operationId.
        place: which body, and where in it.
        message: what was written and what was recorded; never a value.
        count: how often it was seen.
    """

    operation: str
    place: str
    message: str
    count: int
    code: str = CODE


@dataclass(frozen=True)
class _Body:
    """A body with the schema that the contract has for it."""

    operation: Operation
    place: str
    schema: Schema
    data: Any
    request: bool


def conflicts(contract: Contract, exchanges: Iterable[Exchange]) -> list[Conflict]:
    """Return where exchanges do not fit the contract that they have been merged into.

    Raises:
        FileError: a schema of the contract is none.
    """
    judge, counts = _Judge(contract), Counter[tuple[str, str, str]]()
    for exchange in exchanges:
        counts.update(set(judge.judged(exchange)))
    return [Conflict(operation, place, message, count) for (operation, place, message), count in counts.items()]


class _Judge:
    """Validates bodies, each schema compiled once."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._routes = Routes(contract.operations.values())
        self._validators: dict[tuple[str, str], Any] = {}

    def judged(self, exchange: Exchange) -> Iterator[tuple[str, str, str]]:
        """Return operation, place and message of every contradiction."""
        try:
            operation, _ = self._routes.find(exchange.method, exchange.path)
        except Problem:
            return
        for body in self._bodies(operation, exchange):
            validator = self._validator(body)
            if validator.is_valid(body.data):
                continue
            for _, error in zip(range(ERRORS_MAX), validator.iter_errors(body.data), strict=False):
                yield operation.id, f"{body.place}{_place(error.instance_path)}", _message(error, body.data)

    def _bodies(self, operation: Operation, exchange: Exchange) -> Iterator[_Body]:
        if exchange.status in SUCCESSES and exchange.asked:
            yield from _fitting(operation, "request", operation.request_bodies, exchange.sent, exchange.asked, True)
        response = _response(operation, exchange.status)
        content = {media: each.get("schema") or {} for media, each in (response.get("content") or {}).items()}
        if exchange.answered:
            place = str(exchange.status)
            yield from _fitting(operation, place, content, exchange.headers, exchange.answered, False)

    def _validator(self, body: _Body) -> Any:
        key = body.operation.id, body.place
        if key not in self._validators:
            self._validators[key] = self._compiled(body)
        return self._validators[key]

    def _compiled(self, body: _Body) -> Any:
        try:
            schema = standalone(body.schema, self._contract.resolve, request=body.request)
            return jsonschema_rs.Draft202012Validator(schema)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
            place = f"{body.operation.id} {body.place}"
            raise FileError(f"not a JSON schema: {error}", file=self._contract.file, place=place) from error


def _fitting(
    operation: Operation, name: str, schemas: Mapping[str, Any], headers: Headers, body: bytes, request: bool
) -> Iterator[_Body]:
    media = media_type(headers)
    if not (is_json(media) or media == FORM) or media not in schemas:
        return
    data = data_of(media, body)
    if data is not UNREADABLE:
        yield _Body(operation, f"{name} {media}", schemas[media], data, request)


def _response(operation: Operation, status: int) -> Mapping[str, Any]:
    codes = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
    return next((operation.responses[code] for code in codes if code in operation.responses), {})


def _place(path: Iterable[str | int]) -> str:
    parts = ("*" if isinstance(part, int) or id_shape(part) else part for part in path)
    told = ".".join(parts)
    return f" {told}" if told else ""


def _message(error: Any, data: Any) -> str:
    keyword = str(error.schema_path[-1]) if error.schema_path else "schema"
    value = data
    for part in error.instance_path:
        value = value[part]
    found = error.kind.as_dict()
    if keyword == "required":
        return f"{found.get('property')!r} is required by the contract and was absent"
    if keyword == "type":
        return f"the contract says {_types(found)}; recorded was {type_of(value)}"
    return f"recorded was {type_of(value)} that does not fit {keyword!r} of the contract"


def _types(found: Mapping[str, Any]) -> str:
    types = found.get("types") or found.get("type") or ()
    return " or ".join([types] if isinstance(types, str) else [str(each) for each in types])
