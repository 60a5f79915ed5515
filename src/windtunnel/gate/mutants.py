"""Which changes an adapter is run against: what it reads and says, by operation, and every operator that fits there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

import orjson
import pydantic

from windtunnel.contract.document import Contract, Schema
from windtunnel.contract.drift import OPERATORS, DriftDescription
from windtunnel.contract.drift.description import Part

from .field_schemas import field_schema
from .mutant_options import Options, of_parameter, of_property, of_request
from .reads import ITEMS, TOP, Line, Read, Reads
from .requests_made import Said

ROLE = "system"
ID_LENGTH = 12
Operator = type[DriftDescription]


@dataclass(frozen=True)
class Mutant:
    """One change at one place of one operation.

    Args:
        id: the same for the same change in every run.
        operation: whose exchanges change.
        place: the field, header, parameter or property; empty where the answer as a whole changes.
        description: the operator with its options.
        schema: of the field.
        lines: where the adapter reads the field; empty for what it does not read but say.
    """

    id: str
    operation: str
    place: str
    description: DriftDescription
    schema: Schema
    lines: tuple[Line, ...] = ()

    @property
    def operator(self) -> str:
        """Name of the operator."""
        return str(self.description.operator)


def mutants(contract: Contract, reads: Reads, said: Mapping[str, Said]) -> list[Mutant]:
    """Return every change to run against.

    Args:
        contract: before the change.
        reads: what the adapter reads.
        said: what it says in requests, by operation.
    """
    found = [
        *(mutant for read in reads if read.where == "body" for mutant in _of_field(contract, read)),
        *(mutant for read in reads if read.where == "header" for mutant in _of_header(read)),
        *(mutant for each in said.values() for mutant in _of_operation(contract, each)),
    ]
    return list({mutant.id: mutant for mutant in found}.values())


def _of_field(contract: Contract, read: Read) -> Iterator[Mutant]:
    if not read.examples or not is_path(read.path):
        return
    schema = field_schema(contract, read)
    at = read.path
    for operator in acting_on("field"):
        if operator.applicable(schema, read.name):
            yield from made(operator, read.operation, at, [{"at": at}], schema, read.lines)
    if any(isinstance(example, list) for example in read.examples):
        for operator in acting_on("list"):
            yield from made(operator, read.operation, at, [{"at": at}], schema, read.lines)


def is_path(path: str) -> bool:
    """Tell whether operators can name a place: names without points and spaces, no items of items."""
    steps = path.split(".")
    return len(steps) > 1 and steps[0].rstrip(ITEMS) == TOP and not any(char.isspace() for char in path)


def _of_header(read: Read) -> Iterator[Mutant]:
    for name in ("required-response-header-removed", "sem-header-renamed"):
        renamed = {"to": f"x-renamed-{read.path}"} if name == "sem-header-renamed" else {}
        options = {"header": read.path, **renamed}
        yield from made(OPERATORS[name], read.operation, read.path, [options], {}, read.lines)
    if read.path == "retry-after":
        yield from made(OPERATORS["sem-retry-after-as-date"], read.operation, read.path, [{}], {}, read.lines)


HEADER_OPERATORS = frozenset({"required-response-header-removed", "sem-header-renamed", "sem-retry-after-as-date"})


def _of_operation(contract: Contract, said: Said) -> Iterator[Mutant]:
    for operator in acting_on("answer"):
        if operator.identifier() not in HEADER_OPERATORS:
            yield from made(operator, said.operation, "", [{}], {})
    chosen: Mapping[Part, Callable[[Operator, Contract, Said], Iterator[tuple[str, Options]]]] = {
        "request": of_request,
        "parameter": of_parameter,
        "property": of_property,
    }
    for part, choose in chosen.items():
        for operator in acting_on(part):
            for place, options in choose(operator, contract, said):
                yield from made(operator, said.operation, place, [options], {})


def acting_on(part: Part) -> Sequence[Operator]:
    """Return the operators that act on a part of exchanges, in the order of the catalogue."""
    return [operator for operator in OPERATORS.values() if operator.acts_on == part]


def made(
    operator: Operator,
    operation: str,
    place: str,
    choices: Sequence[Options],
    schema: Schema,
    lines: Sequence[Line] = (),
) -> Iterator[Mutant]:
    """Return the operator's mutants: one for each choice of options, and of the values that an option is one of."""
    for given in choices:
        for variant in _variants(operator, given):
            data = {"on": ROLE, "operator": operator.identifier(), "operations": [operation], **variant}
            try:
                description = operator.model_validate(data)
            except pydantic.ValidationError:
                continue  # the evidence does not fit the operator's options: a name with a space, a status that is none
            yield Mutant(_id(data), operation, place, description, schema, tuple(lines))


def _variants(operator: Operator, given: Options) -> Iterator[Options]:
    field = operator.model_fields.get("to")
    values = () if field is None or "to" in given else _literals(field.annotation)
    yield from [{**given, "to": value} for value in values] if values else [given]


def _literals(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(value for part in get_args(annotation) for value in _literals(part))


def _id(data: Mapping[str, Any]) -> str:
    text = orjson.dumps(data, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.blake2b(text, digest_size=ID_LENGTH // 2).hexdigest()
