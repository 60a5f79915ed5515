"""Operators that change what a system accepts, ignores or refuses in requests."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from pydantic import model_validator

from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import Request, Response, json_response

from ..document import Contract, Operation
from .description import DriftDescription, Part
from .operator import Drift, Target
from .places import described_answer

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Refusal:
    """A request that the changed system does not take.

    Args:
        status: the status of the answer.
        detail: what is wrong with the request.
    """

    status: int
    detail: str


@dataclass(frozen=True)
class Arrival:
    """What an operator may know of a request beside what it says.

    Args:
        operation: the operation that it calls; ``None`` when the contract does not know it.
        at: world time.
        memory: what the operator keeps from one request to the next.
    """

    operation: Operation | None
    at: float
    memory: dict[str, Any]


Verdict = Request | Refusal | Response
"""What becomes of a request: it goes on (changed or not), it is refused, or it is answered."""


class RequestOperator(DriftDescription):
    """A change of requests. Operators override ``received``, and ``understood`` where there is a new form."""

    acts_on: ClassVar[Part] = "request"
    needs_operations: ClassVar[bool] = False
    """Whether it would strike every request (signing in included) if it were not limited."""

    @model_validator(mode="after")
    def _limited_where_it_must_be(self) -> Self:
        if self.needs_operations and not self.operations:
            raise ValueError("operations: name the operations whose requests change; this would strike every request")
        return self

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return what becomes of a request; the same object leaves it alone."""
        raise NotImplementedError

    def understood(self, request: Request) -> Request:
        """Return a request that was written in the new form as it was written before the change."""
        return request

    def build(self, contract: Contract, random: Random, start: float) -> RequestDrift:
        """Return the change at work."""
        return RequestDrift(self, contract, random, start)


class RequestDrift(Drift):
    """Changes what becomes of requests before the system sees them."""

    def __init__(self, operator: RequestOperator, contract: Contract, random: Random, start: float) -> None:
        super().__init__(operator, contract, random, start)
        self.operator = operator
        self._memory: dict[str, Any] = {}

    def before(self, exchange: Exchange) -> Decision:
        """Change, refuse or answer the request."""
        if not self.active(exchange.at):
            return PASS
        request = exchange.request
        translated = self.translate(request)
        if translated is not request:
            exchange.request = translated
            return PASS
        arrival = Arrival(self.operation(exchange), exchange.at, self._memory)
        verdict = self.operator.received(request, arrival) if self.concerns(exchange) else request
        if verdict is request or not self.strikes_exchange(exchange):
            return PASS
        if isinstance(verdict, Request):
            exchange.request = verdict
            return PASS
        return Replace(
            refused(verdict, self.operation(exchange), self.target) if isinstance(verdict, Refusal) else verdict
        )

    def translate(self, request: Request, operation: Operation | None = None) -> Request:
        """Return a request in the new form as it was written before the change."""
        return self.operator.understood(request)


def refused(refusal: Refusal, operation: Operation | None, target: Target | None) -> Response:
    """Return a refusal as the system words it, else as the contract shows one, else as RFC 9457 does."""
    if target is not None:
        return target.error(refusal.status)
    return _described(operation, refusal.status) or _problem(refusal)


def _described(operation: Operation | None, status: int) -> Response | None:
    """Return the example that the contract gives for an error."""
    answer = {} if operation is None else described_answer(operation, status)
    for media, content in answer.get("content", {}).items():
        examples = [content.get("example"), *(each.get("value") for each in content.get("examples", {}).values())]
        example = next((each for each in examples if each is not None), None)
        if "json" in media and example is not None:
            response = json_response(example, status)
            response.set_header("Content-Type", media)
            return response
    return None


def _problem(refusal: Refusal) -> Response:
    """Return a refusal in the plain form of RFC 9457."""
    body = {"type": "about:blank", "status": refusal.status, "title": "Request refused", "detail": refusal.detail}
    response = json_response(body, refusal.status)
    response.set_header("Content-Type", PROBLEM)
    return response
