"""Options of operators on requests, chosen from what the adapter says and what the contract knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windtunnel.contract.document import Contract, Operation
from windtunnel.contract.drift import DriftDescription

from .requests_made import Said

Options = Mapping[str, Any]
Operator = type[DriftDescription]
RENAMED = "renamed_{}"
PAGE_SIZE_WORDS = ("size", "limit", "count", "per_page", "maxresults", "top")
UNSEEN_PATTERN = "[A-Z]{40}"


def of_request(operator: Operator, contract: Contract, said: Said) -> Iterator[tuple[str, Options]]:
    """Return the options of an operator on whole requests, with the place that they name."""
    match operator.identifier():
        case "request-body-media-type-removed":
            yield from ((media, {"media": media}) for media in said.media)
        case "sem-idempotency-key-ignored":
            yield from ((name, {"header": name}) for name in said.headers)
        case "sem-page-size-changed" | "sem-page-size-capped":
            for name in dict.fromkeys((*said.parameters, *_unsaid(contract, said))):
                if any(word in name.lower() for word in PAGE_SIZE_WORDS):
                    yield name, {"parameter": name}
        case _:
            yield "", {}


def of_parameter(operator: Operator, contract: Contract, said: Said) -> Iterator[tuple[str, Options]]:
    """Return the options of an operator on parameters, for each parameter that it can concern."""
    match operator.identifier():
        case "new-required-request-parameter":
            yield "tenant", {}
        case "request-parameter-became-required":
            yield from ((name, {"parameter": name}) for name in _unsaid(contract, said))
        case "request-parameter-default-value-changed":
            for name, value in _unsaid(contract, said).items():
                if value is not None:
                    yield name, {"parameter": name, "value": value}
        case _:
            for name, values in said.parameters.items():
                yield name, {"parameter": name, **_of_values(operator, values, name)}


def of_property(operator: Operator, contract: Contract, said: Said) -> Iterator[tuple[str, Options]]:
    """Return the options of an operator on properties of bodies, for each property that it can concern."""
    match operator.identifier():
        case "new-required-request-property":
            if said.media:
                yield "tenant", {"at": "tenant"}
        case "request-property-became-required":
            yield from ((name, {"at": name}) for name in _unsaid_properties(contract, said))
        case _:
            for path, values in said.properties.items():
                yield path, {"at": path, **_of_values(operator, values, path)}


def _of_values(operator: Operator, values: list[Any], name: str) -> dict[str, Any]:
    """Return the options that make an operator strike one of the values that were sent."""
    fields = operator.model_fields
    numbers = [number for value in values if (number := _number(value)) is not None]
    texts = [value for value in values if isinstance(value, str)]
    made: dict[str, Any] = {}
    if "value" in fields and texts:
        made["value"] = texts[0]
    if "maximum" in fields and numbers:
        made["maximum"] = int(max(numbers)) - 1
    if "length" in fields and texts:
        made["length"] = max(len(max(texts, key=len)) - 1, 1)
    if "pattern" in fields:
        made["pattern"] = UNSEEN_PATTERN
    if operator.identifier() in ("sem-parameter-renamed", "sem-request-property-renamed"):
        made["to"] = RENAMED.format(name.rpartition(".")[2])
    return made


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(value) if isinstance(value, str) and value[:1].isdigit() else None
    except ValueError:
        return None


def _unsaid(contract: Contract, said: Said) -> Mapping[str, str | None]:
    """Return the query parameters that the adapter leaves out, with a value that each could have."""
    operation = contract.operations.get(said.operation)
    parameters = () if operation is None else operation.parameters
    return {
        each.name: _some_value(contract.resolve(each.schema))
        for each in parameters
        if each.where == "query" and each.name not in said.parameters
    }


def _some_value(schema: Mapping[str, Any]) -> str | None:
    """Return a value other than the default; ``None`` when the contract lists none."""
    values = [*schema.get("enum", ())] or ([True, False] if schema.get("type") == "boolean" else [])
    other = [value for value in values if value != schema.get("default")]
    if not other:
        return None
    return str(other[-1]).lower() if isinstance(other[-1], bool) else str(other[-1])


def _unsaid_properties(contract: Contract, said: Said) -> list[str]:
    operation = contract.operations.get(said.operation)
    schemas = [] if operation is None else _bodies(contract, operation, said)
    names = [name for schema in schemas for name in schema.get("properties", {})]
    return [name for name in dict.fromkeys(names) if name not in said.properties and "." not in name]


def _bodies(contract: Contract, operation: Operation, said: Said) -> list[Mapping[str, Any]]:
    found = [
        contract.resolve(operation.request_bodies[media]) for media in said.media if media in operation.request_bodies
    ]
    return [schema for schema in found if isinstance(schema, Mapping)]
