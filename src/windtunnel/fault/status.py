"""status: the system's front door answers with an error, in the vendor's own words."""

from __future__ import annotations

from random import Random
from typing import Annotated, Literal

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import Decision, Exchange, Replace

from .description import FaultDescription
from .strike import ExchangeFault


class StatusDescription(FaultDescription):
    """Requests are answered with an error and never reach the system.

    Args:
        status: the HTTP status.
        retry_after: what the Retry-After header says, in seconds; no header when ``None``.
    """

    kind: Literal["status"]
    status: Annotated[int, Field(ge=400, le=599)]
    retry_after: Seconds | None = None

    def build(self, random: Random, start: float) -> ErrorStatus:
        """Return the fault at work."""
        return ErrorStatus(self, random, start, self.status, self.retry_after)


class ErrorStatus(ExchangeFault):
    """Answers with an error."""

    acts_before = True

    def __init__(
        self,
        description: FaultDescription,
        random: Random,
        start: float,
        status: int,
        retry_after_seconds: float | None,
    ) -> None:
        super().__init__(description, random, start)
        self._status = status
        self._retry_after_seconds = retry_after_seconds

    def strike_before(self, exchange: Exchange) -> Decision:
        """Answer in the system's stead."""
        return Replace(self.the_target().error(self._status, self._retry_after_seconds))
