"""Behaviour inferred from a contract for operations that nobody bound."""

from __future__ import annotations

from windtunnel.contract.document import Contract, Operation

from .operations import Handler


class Inference:
    """Stateful create, read, update, delete and list, where the contract's shape allows it.

    Args:
        contract: the contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def handler(self, operation: Operation) -> Handler | None:
        """Return a handler for ``operation``, or ``None`` when its meaning cannot be inferred."""
        return None
