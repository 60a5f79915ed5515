"""Checking request bodies against the contract."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from windtunnel.contract.document import Contract, Operation

from .problem import FieldError

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
            bundled = self._contract.bundle(schema) if schema else None
            self._validators[key] = jsonschema_rs.Draft202012Validator(bundled) if bundled else None
        return self._validators[key]


def _field_error(error: Any) -> FieldError:
    path = [str(part) for part in error.instance_path]
    keyword = str(error.schema_path[-1]) if error.schema_path else "schema"
    return FieldError(".".join(path), keyword, error.message)
