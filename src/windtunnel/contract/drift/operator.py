"""A drift operator at work: between a system and its consumers.

Drift
├── FieldDrift      one field of answers, and of webhook payloads
├── ListDrift       the rows of a list
├── AnswerDrift     a whole answer: status, headers, body
├── RequestDrift    what is accepted, ignored or refused in requests
└── DeliveryDrift   outgoing webhooks
"""

from __future__ import annotations

import hashlib
from random import Random
from typing import Any, Protocol
from urllib.parse import parse_qsl

from windtunnel.world.courier import Parcel
from windtunnel.world.exchange import PASS, Decision, Exchange
from windtunnel.world.http import Request, Response

from ..document import Contract, Operation
from .bodies import dumps
from .description import DriftDescription


class Target(Protocol):
    """What drift may ask of the system that changes."""

    def error(self, status: int) -> Response:
        """Return the vendor's own answer with an error status."""
        ...


class Drift:
    """A change at work; one for each kind of operator decides what it does.

    Args:
        description: the operator with its options.
        contract: the contract that exchanges followed before the change.
        random: its own stream.
        start: world time at which the run starts.

    Attributes:
        injected: how often it has changed something.
        target: the system that changes, where whoever installs the drift knows it; it words refusals.
    """

    def __init__(self, description: DriftDescription, contract: Contract, random: Random, start: float) -> None:
        self.description = description
        self.contract = contract
        self.random = random
        self.name = description.name
        self.injected = 0
        self.target: Target | None = None
        self._from = start + description.from_
        self._until = None if description.for_ is None else self._from + description.for_
        self._opportunities = 0
        self._reshaped: set[bytes] = set()

    def active(self, now: float) -> bool:
        """Tell whether the change has shipped and has not been taken back."""
        return now >= self._from and (self._until is None or now < self._until)

    def before(self, exchange: Exchange) -> Decision:
        """Decide on a request."""
        return PASS

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Decide on an answer."""
        return PASS

    def translate(self, request: Request, operation: Operation | None = None) -> Request:
        """Return ``request`` as the system knew it before the change, where the change can be undone."""
        return request

    def original(self, text: str) -> str:
        """Return what a changed value stands for, where the change can be undone."""
        return text

    def reshape(self, payload: Any) -> Any:
        """Return the payload of an outgoing webhook after the change, before it is signed."""
        changed = self.changed_payload(payload)
        if changed is payload or not self.strikes():
            return payload
        self._reshaped.add(_digest(dumps(changed)))
        return changed

    def redeliver(self, parcel: Parcel) -> Parcel:
        """Return a signed webhook after the change; the same object when it stays as it is."""
        changed = self.changed_parcel(parcel)
        return changed if changed is not parcel and self.strikes() else parcel

    def reshaped(self, parcel: Parcel) -> bool:
        """Tell whether a webhook carries a payload that this change has reshaped, as JSON or in a form."""
        if not self._reshaped:
            return False
        values = [value.encode() for _, value in parse_qsl(parcel.body.decode("utf-8", "replace"))]
        return any(_digest(text) in self._reshaped for text in (parcel.body, *values))

    def changed_payload(self, payload: Any) -> Any:
        """Return a payload after the change; the same object leaves it alone."""
        return payload

    def changed_parcel(self, parcel: Parcel) -> Parcel:
        """Return a signed webhook after the change; the same object leaves it alone."""
        return parcel

    def concerns(self, exchange: Exchange) -> bool:
        """Tell whether the exchange happens while the change is in force, with an operation that it is limited to."""
        operations = self.description.operations
        return self.active(exchange.at) and (not operations or exchange.operation in operations)

    def operation(self, exchange: Exchange) -> Operation | None:
        """Return the operation that is called, if the contract knows it."""
        return self.contract.operations.get(exchange.operation)

    def strikes(self) -> bool:
        """Count one opportunity and tell whether it is taken."""
        self._opportunities += 1
        taken = self._opportunities % self.description.every == 0
        self.injected += taken
        return taken

    def strikes_exchange(self, exchange: Exchange) -> bool:
        """The same for an exchange, which is marked when it is changed."""
        taken = self.strikes()
        if taken:
            exchange.faults.append(self.name)
        return taken


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=16).digest()
