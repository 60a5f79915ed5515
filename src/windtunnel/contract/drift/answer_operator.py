"""Operators that change whole answers: status, headers, the form of the body."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any, ClassVar

from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import Response

from ..document import Contract
from .bodies import NOTHING, dumps, read_answer
from .description import DriftDescription, Part
from .operator import Drift


class AnswerOperator(DriftDescription):
    """A change of whole answers. Operators override ``answered``."""

    acts_on: ClassVar[Part] = "answer"

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer after the change; the same object leaves it alone."""
        raise NotImplementedError

    def build(self, contract: Contract, random: Random, start: float) -> AnswerDrift:
        """Return the change at work."""
        return AnswerDrift(self, contract, random, start)


class BodyOperator(AnswerOperator):
    """A change of the form of JSON bodies. Operators override ``reformed``."""

    def reformed(self, body: Any) -> Any:
        """Return the body of a successful answer after the change; the same object leaves it alone."""
        raise NotImplementedError

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return a successful answer with its new body."""
        body = read_answer(response) if is_success(response) else NOTHING
        changed = body if body is NOTHING else self.reformed(body)
        return response if changed is body else replace(response, body=dumps(changed))


class AnswerDrift(Drift):
    """Changes whole answers; streams are left alone."""

    def __init__(self, operator: AnswerOperator, contract: Contract, random: Random, start: float) -> None:
        super().__init__(operator, contract, random, start)
        self.operator = operator

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Change the answer."""
        if response.chunks is not None or not self.concerns(exchange):
            return PASS
        changed = self.operator.answered(response, exchange)
        if changed is response or not self.strikes_exchange(exchange):
            return PASS
        return Replace(changed)


def is_success(response: Response) -> bool:
    """Tell whether the answer has a status of success."""
    return 200 <= response.status < 300


def with_header(response: Response, name: str, value: str) -> Response:
    """Return a copy of ``response`` with a header set."""
    changed = replace(response, headers=list(response.headers))
    changed.set_header(name, value)
    return changed
