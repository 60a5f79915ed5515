"""Which operations of a contract a simulator answers, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from windtunnel.contract.document import Contract

from .blueprint import blueprint
from .operations import merge
from .system import System


class Status(StrEnum):
    """How an operation is answered."""

    BOUND = "bound"
    """By behaviour that somebody wrote."""
    INFERRED = "inferred"
    """By behaviour that follows from the contract."""
    NOT_BUILT = "not built"
    """By 501."""


@dataclass(frozen=True)
class Row:
    """One operation of the coverage table."""

    operation: str
    method: str
    path: str
    status: Status


def coverage(simulator: type[System], contract: Contract) -> list[Row]:
    """Return the coverage table of ``simulator``, in the contract's order."""
    handlers = merge(simulator.operations)
    inference = blueprint(contract).inference
    return [
        Row(
            operation.id,
            operation.method,
            operation.path,
            Status.BOUND
            if operation.id in handlers
            else Status.INFERRED
            if inference.handler(operation) is not None
            else Status.NOT_BUILT,
        )
        for operation in contract.operations.values()
    ]
