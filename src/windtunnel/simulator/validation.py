"""Checking request bodies against the contract."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from windtunnel.contract.document import Contract, Operation, Schema
from windtunnel.kernel.errors import FileError

from .problem import FieldError
from .schemas.standalone import standalone

ERRORS_MAX = 20


class Validation:
    """Compiles a contract's request schemas when they are first needed.

    Args:
        contract: the contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._validators: dict[tuple[str, str], Any] = {}

    def errors(self, operation: Operation, body: Any, media: str = "application/json") -> list[FieldError]:
        """Return what is wrong with ``body``; empty when it fits or the contract says nothing about it."""
        validator = self._validator(operation, media)
        if validator is None or validator.is_valid(body):
            return []
        return [_field_error(error) for _, error in zip(range(ERRORS_MAX), validator.iter_errors(body), strict=False)]

    def _validator(self, operation: Operation, media: str) -> Any:
        key = (operation.id, media)
        if key not in self._validators:
            schema = operation.request_bodies.get(media)
            self._validators[key] = self._compile(operation, schema) if schema else None
        return self._validators[key]

    def _compile(self, operation: Operation, schema: Schema) -> Any:
        try:
            return jsonschema_rs.Draft202012Validator(standalone(schema, self._contract.resolve, request=True))
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
            place = f"request body of {operation.id}"
            raise FileError(f"not a JSON schema: {error}", file=self._contract.file, place=place) from error


def _field_error(error: Any) -> FieldError:
    path = [str(part) for part in error.instance_path]
    keyword = str(error.schema_path[-1]) if error.schema_path else "schema"
    missing = error.kind.as_dict().get("property") if keyword == "required" else None
    if isinstance(missing, str):
        path.append(missing)
    return FieldError(".".join(path), keyword, error.message)
