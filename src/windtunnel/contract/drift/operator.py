"""A drift operator at work: between a system and its consumers."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import orjson

from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import Request, Response

from ..document import Contract
from .description import DriftDescription
from .places import Places


class Drift:
    """Changes one field of a system's answers. Operators override ``changed``.

    Args:
        description: the change as data.
        contract: the contract that answers followed before the change.
        random: its own stream.
        start: world time at which the run starts.
    """

    def __init__(self, description: DriftDescription, contract: Contract, random: Random, start: float) -> None:
        self.description = description
        self.contract = contract
        self.random = random
        self.places = Places(contract, description.at)
        self.name = f"{description.operator}@{description.at}"
        self.injected = 0
        self._from = start + description.from_
        self._until = None if description.for_ is None else self._from + description.for_
        self._opportunities = 0

    def changed(self, value: Any) -> Any:
        """Return the field's value after the change; ``places.GONE`` removes the field."""
        raise NotImplementedError

    def original(self, text: str) -> str:
        """Return what a changed value stands for, where the change can be undone."""
        return text

    def active(self, now: float) -> bool:
        """Tell whether the change has shipped and has not been taken back."""
        return now >= self._from and (self._until is None or now < self._until)

    def before(self, exchange: Exchange) -> Decision:
        """Let the request pass, in the words that the system understands."""
        exchange.request = self.translate(exchange.request)
        return PASS

    def translate(self, request: Request) -> Request:
        """Return ``request`` as the system knew it before the change."""
        return request

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Change the answer."""
        if not self.active(exchange.at) or not self._concerns(exchange) or response.chunks is not None:
            return PASS
        body = self._parse(response)
        changed, count = self._change(exchange, response.status, body)
        if not count:
            return PASS
        self._opportunities += 1
        if self._opportunities % self.description.every:
            return PASS
        self.injected += 1
        exchange.faults.append(self.name)
        return Replace(replace(response, body=orjson.dumps(changed)))

    def reshape(self, payload: Any) -> Any:
        """Return the payload of an outgoing webhook after the change; by default webhooks keep their form."""
        return payload

    def _concerns(self, exchange: Exchange) -> bool:
        operations = self.description.operations
        return not operations or exchange.operation in operations

    def _parse(self, response: Response) -> Any:
        try:
            return response.json()
        except ValueError:
            return None

    def _change(self, exchange: Exchange, status: int, body: Any) -> tuple[Any, int]:
        operation = self.contract.operations.get(exchange.operation)
        return self.places.change(operation, status, body, self.changed)
