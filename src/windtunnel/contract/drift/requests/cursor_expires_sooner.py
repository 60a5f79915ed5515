"""sem-cursor-expires-sooner: who reads on too late in a list is refused."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.http import Request

from ..description import DriftClass
from ..paging import cursor
from ..request_operator import Arrival, Refusal, RequestOperator, Verdict
from .parameter_operator import ClientError


class CursorExpiresSooner(RequestOperator):
    """A cursor is good for a while after the page before it was read; then requests with it are refused.

    Args:
        seconds: how long.
        status: of the refusal.
    """

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "the list is read again from its beginning, or a typed error; no list that ends early"
    operator: Literal["sem-cursor-expires-sooner"]
    seconds: Annotated[Seconds, Field(gt=0)] = 30.0
    status: ClientError = 400

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Refuse a cursor that is too old."""
        read_at = arrival.memory.get(request.path)
        arrival.memory[request.path] = arrival.at
        if cursor(request) is None or read_at is None or arrival.at - read_at <= self.seconds:
            return request
        return Refusal(self.status, f"the cursor has expired after {self.seconds:g} s")
