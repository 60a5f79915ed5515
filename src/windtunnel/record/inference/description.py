"""The OpenAPI description that a recording carries."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from ..exchange import Exchange, Headers, header, is_json, media_type
from .evidence import Evidence
from .paths import Templates, parameters_of, values_of
from .schema import SEEN, schema_of
from .security import Requirement, Security
from .texts import MARKED, is_identifying
from .thresholds import Thresholds

TELLING = frozenset({"etag", "link", "location", "retry-after", "deprecation", "sunset", "x-total-count"})
TELLING_STARTS = ("ratelimit", "x-ratelimit", "x-rate-limit")
ASKING = frozenset({"idempotency-key", "if-match", "if-none-match", "if-modified-since", "prefer"})
FORM = "application/x-www-form-urlencoded"
UNREADABLE = object()
"""What is no JSON though its media type says so."""
SUCCESSES = range(200, 300)


def describe(
    exchanges: Sequence[Exchange],
    *,
    title: str,
    upstream: str,
    stand_ins: Collection[str] = (),
    thresholds: Thresholds | None = None,
    known: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of what was seen.

    Args:
        exchanges: redacted.
        title: of the document.
        upstream: scheme, host and port, as the document's server.
        stand_ins: what stands in the place of redacted values.
        thresholds: how much evidence is needed.
        known: path templates that a contract has already.
    """
    limits = thresholds or Thresholds()
    templates = Templates((each.path for each in exchanges), handed_out(exchanges), limits, known)
    groups: dict[str, dict[str, list[Exchange]]] = {}
    for each in exchanges:
        groups.setdefault(templates.find(each.path), {}).setdefault(each.method.lower(), []).append(each)
    writer = _Writer(
        limits, frozenset(stand_ins), Security.of(seen for methods in groups.values() for seen in methods.values())
    )
    paths = {
        template: {method: writer.operation(template, method, seen) for method, seen in methods.items()}
        for template, methods in groups.items()
    }
    _tell_apart(paths)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "recorded"},
        "servers": [{"url": upstream}],
        **_security(writer.security),
        "paths": paths,
        **_components(writer.security),
    }


def handed_out(exchanges: Iterable[Exchange]) -> frozenset[str]:
    """Return the ids that answers have told: values of fields that name something, last segments of locations."""
    found: set[str] = set()
    for exchange in exchanges:
        location = header(exchange.headers, "location")
        if location:
            found.add(location.partition("?")[0].rstrip("/").rpartition("/")[2])
        if is_json(media_type(exchange.headers)):
            found.update(_ids(_parsed(exchange.answered)))
    return frozenset(found)


def _ids(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _ids(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each, name)
    elif isinstance(value, str | int) and not isinstance(value, bool) and is_identifying(name):
        yield str(value)


@dataclass(frozen=True)
class _Writer:
    """Writes the parts of a description."""

    limits: Thresholds
    stand_ins: frozenset[str]
    security: Security

    def operation(self, template: str, method: str, seen: Sequence[Exchange]) -> dict[str, Any]:
        """Return the operation that exchanges have called."""
        told: dict[str, Any] = {"operationId": operation_id(method, template), SEEN: {"count": len(seen)}}
        told |= _lifecycle(seen)
        asked_for = self.security.of_calls(seen)
        if asked_for is not None and _as_set(asked_for) != _as_set(self.security.requirements):
            told["security"] = asked_for
        parameters = [*self._path(template, seen), *self._query(seen), *self._asking(seen)]
        if parameters:
            told["parameters"] = parameters
        body = self._request(seen)
        if body:
            told["requestBody"] = body
        statuses = sorted({each.status for each in seen})
        told["responses"] = {
            str(status): self._response(status, [each for each in seen if each.status == status]) for status in statuses
        }
        return told

    def _path(self, template: str, seen: Sequence[Exchange]) -> Iterator[dict[str, Any]]:
        for name in parameters_of(template):
            evidence = Evidence()
            for each in seen:
                evidence.see(_typed(values_of(template, each.path).get(name, "")), self.stand_ins)
            yield {"name": name, "in": "path", "required": True, "schema": self._plain(evidence, "id")}

    def _query(self, seen: Sequence[Exchange]) -> Iterator[dict[str, Any]]:
        found: dict[str, Evidence] = {}
        present: Counter[str] = Counter()
        for each in seen:
            pairs = parse_qsl(each.query, keep_blank_values=True)
            present.update({name for name, _ in pairs})
            for name, value in pairs:
                found.setdefault(name, Evidence()).see(_typed(value), self.stand_ins)
        for name, evidence in found.items():
            always = present[name] == len(seen) >= self.limits.required_sightings
            count = {"count": present[name], "absent": len(seen) - present[name]}
            schema = self._plain(evidence, name)
            yield {"name": name, "in": "query", "required": always, "schema": schema, SEEN: count}

    def _asking(self, seen: Sequence[Exchange]) -> Iterator[dict[str, Any]]:
        counts = Counter(name for each in seen for name in {key.lower() for key, _ in each.sent} & ASKING)
        for name in sorted(counts):
            yield {
                "name": name,
                "in": "header",
                "required": False,
                "schema": {"type": "string"},
                SEEN: {"count": counts[name], "absent": len(seen) - counts[name]},
            }

    def _plain(self, evidence: Evidence, name: str) -> dict[str, Any]:
        """Return the schema of a parameter; one of several types is a text, as all parameters are."""
        if len(set(evidence.types) - {"null"}) > 1 and set(evidence.types) != {"integer", "number"}:
            return {"type": "string"}
        return {key: value for key, value in schema_of(evidence, self.limits, name).items() if key != SEEN}

    def _request(self, seen: Sequence[Exchange]) -> dict[str, Any]:
        """Return the request body; only what was answered with success shows what is accepted."""
        accepted = [each for each in seen if each.status in SUCCESSES]
        with_body = [each for each in accepted if each.asked]
        if not with_body:
            return {}
        content = self._content([(each.sent, each.asked) for each in with_body])
        always = len(with_body) == len(accepted) >= self.limits.required_sightings
        told: dict[str, Any] = {"required": True} if always else {}
        return {**told, "content": content, SEEN: {"count": len(with_body)}}

    def _response(self, status: int, seen: Sequence[Exchange]) -> dict[str, Any]:
        known = status in HTTPStatus._value2member_map_
        told: dict[str, Any] = {"description": HTTPStatus(status).phrase if known else f"status {status}"}
        headers = self._headers(seen)
        if headers:
            told["headers"] = headers
        content = self._content([(each.headers, each.answered) for each in seen if each.answered])
        if content:
            told["content"] = content
        return {**told, SEEN: {"count": len(seen)}}

    def _headers(self, seen: Sequence[Exchange]) -> dict[str, Any]:
        found: dict[str, Evidence] = {}
        for each in seen:
            for name, value in dict(each.headers).items():
                if name.lower() in TELLING or name.lower().startswith(TELLING_STARTS):
                    found.setdefault(name.lower(), Evidence()).see(_typed(value), self.stand_ins)
        return {
            name: {"schema": self._plain(found[name], "id"), SEEN: {"count": found[name].count}}
            for name in sorted(found)
        }

    def _content(self, bodies: Iterable[tuple[Headers, bytes]]) -> dict[str, Any]:
        found: dict[str, Evidence] = {}
        for headers, body in bodies:
            media = media_type(headers) or "application/octet-stream"
            data = data_of(media, body)
            evidence = found.setdefault(media, Evidence())
            if data is not UNREADABLE:
                evidence.see(data, self.stand_ins)
        return {media: {"schema": self._schema(media, evidence)} for media, evidence in found.items()}

    def _schema(self, media: str, evidence: Evidence) -> dict[str, Any]:
        if is_json(media) or media == FORM:
            return schema_of(evidence, self.limits)
        return {"type": "string", SEEN: {"count": evidence.count, "null": 0}}


def _security(security: Security) -> dict[str, Any]:
    return {"security": security.requirements} if security.requirements else {}


def _components(security: Security) -> dict[str, Any]:
    return {"components": {"securitySchemes": dict(sorted(security.schemes.items()))}} if security.schemes else {}


def _as_set(requirements: Iterable[Requirement] | None) -> set[frozenset[str]]:
    """Return requirements without their order; none at all is the same as asking for nothing."""
    return {frozenset(each) for each in requirements or ()}


def _tell_apart(paths: Mapping[str, Mapping[str, dict[str, Any]]]) -> None:
    """Number operations that would be called the same (``/a-b`` and ``/a/b``)."""
    counts: Counter[str] = Counter()
    for operation in (each for item in paths.values() for each in item.values()):
        name = operation["operationId"]
        counts[name] += 1
        if counts[name] > 1:
            operation["operationId"] = f"{name}{counts[name]}"


def operation_id(method: str, template: str) -> str:
    """Return the name of an operation: ``getTicketsById`` for GET /tickets/{id}."""
    parts = [
        f"By{_camel(part[1:-1])}" if part.startswith("{") else _camel(part) for part in template.strip("/").split("/")
    ]
    return method + ("".join(parts) or "Root")


def data_of(media: str, body: bytes) -> Any:
    """Return a body as data: JSON as it is, a form as an object, anything else as text; ``UNREADABLE`` if it is not."""
    if is_json(media):
        return _parsed(body)
    text = body.decode("utf-8", "replace")
    return {name: _typed(value) for name, value in parse_qsl(text, keep_blank_values=True)} if media == FORM else text


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return UNREADABLE


def _typed(value: str) -> Any:
    """Return a parameter as what it is written like: a number, a truth value or a text."""
    if value.isdecimal() and (value == "0" or not value.startswith("0")) and len(value) < 19:
        return int(value)
    return {"true": True, "false": False}.get(value, value)


def _camel(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in MARKED.findall(text))


def _lifecycle(seen: Iterable[Exchange]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for each in seen:
        deprecation, sunset = header(each.headers, "deprecation"), header(each.headers, "sunset")
        if deprecation is not None and deprecation.strip().lower() != "false":
            told["deprecated"] = True
        if sunset is not None:
            try:
                told["x-sunset"] = parsedate_to_datetime(sunset).date().isoformat()
            except ValueError:
                continue
    return told
