"""Judging an answer by the contract, without calling anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
import orjson

from windtunnel.contract.document import Contract, Operation
from windtunnel.kernel.errors import FileError
from windtunnel.simulator.schemas.standalone import standalone

from ..findings import Level
from .exchanges import Exchange

PROBLEMS_MAX = 50
BODILESS = frozenset({204, 205, 304})
JSON_NAMES = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with an answer.

    Args:
        code: of the finding.
        level: before severities.
        place: in the answer; indices of lists are left out.
        message: one sentence that repeats no value of the answer, since recordings hold personal data and secrets.
    """

    code: str
    level: Level
    place: str
    message: str


class Judge:
    """Judges answers by one contract; schemas are compiled when they are first needed."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._validators: dict[tuple[str, str, str], Any] = {}

    def problems(self, operation: Operation, exchange: Exchange) -> Iterator[Problem]:
        """Return what is wrong with the answer of ``exchange``.

        Raises:
            FileError: the contract's schema is no JSON schema.
        """
        key = status_key(operation, exchange.status)
        if key is None:
            level = Level.WARN if exchange.status >= 400 else Level.ERR
            known = ", ".join(operation.responses) or "none"
            text = f"answered {exchange.status}; the contract knows {known}"
            yield Problem("recorded-status-undocumented", level, str(exchange.status), text)
            return
        response = operation.responses[key]
        if exchange.headers is not None:
            yield from self._headers(response, exchange)
        if exchange.body and exchange.method != "HEAD" and exchange.status not in BODILESS:
            yield from self._body(operation, key, response, exchange, exchange.body)

    def judges_body(self, operation: Operation, exchange: Exchange) -> bool:
        """Tell whether the contract has a schema for the body, so that there is something to judge."""
        key = status_key(operation, exchange.status)
        if key is None or not exchange.body:
            return False
        content = operation.responses[key].get("content") or {}
        media = matching_media(content, media_type(exchange))
        return media is not None and is_json(media_type(exchange)) and bool(content[media].get("schema"))

    def _headers(self, response: Mapping[str, Any], exchange: Exchange) -> Iterator[Problem]:
        for name, header in (response.get("headers") or {}).items():
            found = self._contract.resolve(header)
            if found.get("required") and exchange.header(name.lower()) is None:
                place = f"{exchange.status} {name}"
                yield Problem("recorded-header-missing", Level.ERR, place, f"the required header {name} is missing")

    def _body(
        self, operation: Operation, key: str, response: Mapping[str, Any], exchange: Exchange, body: bytes
    ) -> Iterator[Problem]:
        content = response.get("content") or {}
        sent = media_type(exchange)
        if not content or not sent:
            return
        media = matching_media(content, sent)
        place = f"{exchange.status} {sent}"
        if media is None:
            text = f"the body is {sent}; the contract knows {', '.join(content)}"
            yield Problem("recorded-content-type", Level.ERR, place, text)
        elif is_json(sent):
            validator = self._validator(operation, key, media, content[media].get("schema"))
            yield from _schema_problems(validator, body, place)

    def _validator(self, operation: Operation, key: str, media: str, schema: Any) -> Any:
        name = (operation.id, key, media)
        if name not in self._validators:
            self._validators[name] = None if schema is None else self._compile(operation, key, schema)
        return self._validators[name]

    def _compile(self, operation: Operation, key: str, schema: Any) -> Any:
        try:
            return jsonschema_rs.Draft202012Validator(standalone(schema, self._contract.resolve))
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
            place = f"answer {key} of {operation.id}"
            raise FileError(f"not a JSON schema: {error}", file=self._contract.file, place=place) from error


def status_key(operation: Operation, status: int) -> str | None:
    """Return the key under which the contract describes answers with a status: itself, its class, ``default``."""
    for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
        if key in operation.responses:
            return key
    return None


def media_type(exchange: Exchange) -> str:
    """Return the media type of the answer in lower case, without parameters; empty when none was sent."""
    return (exchange.header("content-type") or "").partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Tell whether a media type is JSON."""
    return media == "application/json" or media.endswith("+json")


def matching_media(content: Mapping[str, Any], sent: str) -> str | None:
    """Return the described media type or range that covers ``sent``."""
    names = {name.partition(";")[0].strip().lower(): name for name in content}
    for candidate in (sent, f"{sent.partition('/')[0]}/*", "*/*"):
        if candidate in names:
            return names[candidate]
    return None


def _schema_problems(validator: Any, body: bytes, place: str) -> Iterator[Problem]:
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        yield Problem("recorded-not-json", Level.ERR, place, "the body says it is JSON and is not")
        return
    if validator is None:
        return
    for _, error in zip(range(PROBLEMS_MAX), validator.iter_errors(data), strict=False):
        yield _schema_problem(error, place)


def _schema_problem(error: Any, place: str) -> Problem:
    keyword = str(error.schema_path[-1]) if error.schema_path else "schema"
    details = error.kind.as_dict()
    path = [str(part) for part in error.instance_path if isinstance(part, str)]
    if keyword == "required" and isinstance(details.get("property"), str):
        path.append(details["property"])
        said = "is missing; the contract says that it is always there"
    elif keyword == "type":
        said = f"is {JSON_NAMES.get(type(error.instance), 'object')}; the contract says {_types(details)}"
    else:
        said = f"does not fit `{keyword}` of the contract"
    where = "/".join(path)
    named = " ".join(part for part in (place, where, keyword) if part)
    return Problem("recorded-schema", Level.ERR, named, f"`{where or 'body'}` {said}")


def _types(details: Mapping[str, Any]) -> str:
    types = details.get("types", details.get("type", "another type"))
    return " or ".join(map(str, types)) if isinstance(types, list | tuple) else str(types)
