"""What a simulator does with every operation of its contract."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from windtunnel.contract.document import Contract

from .blueprint import blueprint
from .operations import merge

if TYPE_CHECKING:
    from .system import System


class Status(StrEnum):
    """Where the behaviour of an operation comes from."""

    BOUND = "bound"
    """Somebody wrote it."""
    INFERRED = "inferred"
    """It follows from the contract: stateful create, read, update, delete, list."""
    NOT_BUILT = "not built"
    """Nobody wrote it and nothing can be inferred: it answers 501."""


@dataclass(frozen=True)
class Coverage:
    """One operation.

    Args:
        operation: the operationId.
        method: upper case.
        path: the path template.
        status: where its behaviour comes from.
    """

    operation: str
    method: str
    path: str
    status: Status


def coverage(kind: type[System], contract: Contract) -> list[Coverage]:
    """Return every operation of ``contract``, in the contract's order, as ``kind`` simulates it."""
    bound = merge(kind.operations)
    inference = blueprint(contract).inference

    def status(operation_id: str) -> Status:
        if operation_id in bound:
            return Status.BOUND
        inferred = inference.handler(contract.operations[operation_id]) is not None
        return Status.INFERRED if inferred else Status.NOT_BUILT

    return [Coverage(each.id, each.method, each.path, status(each.id)) for each in contract.operations.values()]


def bound_to_nothing(kind: type[System], contract: Contract) -> list[str]:
    """Return the operationIds that ``kind`` binds and the contract does not have, sorted: usually slips of the pen."""
    return sorted(set(merge(kind.operations)) - set(contract.operations))


def rows(table: list[Coverage]) -> list[tuple[str, str, str, str]]:
    """Return a coverage table as texts: operation, method, path, status; what is not built tells its answer."""
    return [(each.operation, each.method, each.path, WORDS[each.status]) for each in table]


def counts(table: list[Coverage]) -> dict[Status, int]:
    """Return how many operations there are of each status; every status has a number."""
    return {status: sum(1 for each in table if each.status is status) for status in Status}


WORDS = {Status.BOUND: "bound", Status.INFERRED: "inferred", Status.NOT_BUILT: "not built (501)"}
