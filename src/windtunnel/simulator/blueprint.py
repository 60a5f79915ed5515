"""What is computed once per contract and shared by every simulator made from it."""

from __future__ import annotations

from functools import lru_cache

from windtunnel.contract.document import Contract

from .crud import Inference
from .guard import token_operations
from .refusal import Refusals
from .routes import Routes
from .validation import Validation


class Blueprint:
    """Routes, validators, inferred behaviour and refusals of a contract.

    Args:
        contract: the contract.
    """

    def __init__(self, contract: Contract) -> None:
        served = (*contract.operations.values(), *token_operations(contract))
        self.routes = Routes(served, contract.profile.not_simulated)
        self.validation = Validation(contract)
        self.inference = Inference(contract)
        self.refusals = Refusals(contract)


@lru_cache(maxsize=64)
def blueprint(contract: Contract) -> Blueprint:
    """Return the blueprint of ``contract``, made on first use."""
    return Blueprint(contract)
