"""The fidelity ledger: what speaks for it that a simulator does as the vendor does, operation by operation.

Each system's ledger lies beside its contract and is generated from evidence: the vendor's published description, the
journals of sessions with the vendor's own client library, requests generated from the contract, and the tests that met
an error or a spent quota. The kinds of evidence are never added up; what has none is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from windtunnel.kernel.errors import FileError

NAME = "fidelity.json"


class Evidence(StrEnum):
    """What speaks for an operation."""

    DESCRIBED = "described"
    """The vendor's published description has it."""
    CLIENT = "client"
    """The vendor's own client library was answered by it, and went on."""
    FUZZED = "fuzzed"
    """Requests generated from the contract were sent to it, and its answers held against the contract."""
    ERRORS = "errors"
    """A test met one of its errors in the vendor's shape."""
    QUOTA = "quota"
    """A test met its spent quota."""


class Ledger(BaseModel):
    """The evidence for one system.

    Args:
        system: its name.
        description: the vendor's published description that its operations were held against; empty for none.
        client: the vendor's client library; empty for none.
        operations: by operationId, what speaks for it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str
    description: str = ""
    client: str = ""
    operations: Mapping[str, tuple[Evidence, ...]]

    def count(self, evidence: Evidence) -> int:
        """Return for how many operations there is evidence of a kind."""
        return sum(evidence in found for found in self.operations.values())

    @property
    def assumed(self) -> list[str]:
        """The operations for which nothing speaks, sorted."""
        return sorted(name for name, found in self.operations.items() if not found)

    def missing(self, operations: Iterable[str]) -> list[str]:
        """Return the operations of which this says nothing, not even that they are assumed: they came later."""
        return [name for name in operations if name not in self.operations]


def read_ledger(folder: Path) -> Ledger | None:
    """Return the ledger in a contract's folder; ``None`` where it has none.

    Raises:
        FileError: it is not a ledger.
    """
    path = folder / NAME
    if not path.exists():
        return None
    try:
        return Ledger.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise FileError(str(first["msg"]), file=path, place=".".join(map(str, first["loc"]))) from error
