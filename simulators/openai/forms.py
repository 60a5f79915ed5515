"""Forms in several parts, as files are uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Call, MalformedBody, UnsupportedMedia
from windtunnel.simulator.multipart import FORM_DATA, Part, read_multipart

from .refusals import Refused
from .violations import Violations


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent in a form."""

    name: str
    content: bytes


def read_form(call: Call, file_field: str) -> tuple[SentFile, dict[str, Any]]:
    """Return the file of a form and its other fields.

    Args:
        call: the call.
        file_field: the field that holds the file.

    Raises:
        Refused: it is no such form, or does not fit the contract.
    """
    fields: dict[str, Any] = {}
    for name, value in _parts(call):
        _put(fields, name, value)
    _check(call, fields)
    sent_file = fields.pop(file_field)
    if not isinstance(sent_file, SentFile):
        message = f"Invalid type for '{file_field}': expected a file, but got a string instead."
        raise Refused(message, param=file_field, code="invalid_type")
    return sent_file, fields


def _put(fields: dict[str, Any], name: str, value: str | SentFile) -> None:
    """Enter a field, whose name may have a second part in brackets."""
    outer, bracket, inner = name.partition("[")
    if not bracket:
        fields[name] = value
        return
    nested = fields.setdefault(outer, {})
    if isinstance(nested, dict):
        text = value if isinstance(value, str) else value.name
        nested[inner.rstrip("]")] = int(text) if text.isdigit() else text


def _check(call: Call, fields: Mapping[str, Any]) -> None:
    operation, system = call.operation, call.system
    assert operation is not None
    plain = {name: "" if isinstance(value, SentFile) else value for name, value in fields.items()}
    if system.validation.errors(operation, plain, FORM_DATA):
        refused = Violations(system.contract.resolve).first(operation.request_bodies[FORM_DATA], plain)
        raise refused or Refused("The form does not fit the operation.")


def _parts(call: Call) -> list[tuple[str, str | SentFile]]:
    try:
        return [(part.name, _value(part)) for part in read_multipart(call.request)]
    except UnsupportedMedia as error:
        sent = call.request.content_type or "none"
        raise Refused(f"Invalid Content-Type header ({sent}), expected {FORM_DATA}.") from error
    except MalformedBody as error:
        raise Refused("Could not parse multipart form") from error


def _value(part: Part) -> str | SentFile:
    return part.text if part.filename is None else SentFile(part.filename, part.data)
