"""status: the system's front door answers with an error, in the vendor's own words."""

from __future__ import annotations

import math
from email.utils import formatdate
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response

from .description import FaultDescription
from .strike import ExchangeFault


class StatusDescription(FaultDescription):
    """Requests are answered with an error and never reach the system.

    Args:
        status: the HTTP status.
        retry_after: what the Retry-After header says, in seconds; no header when ``None``.
        form: how it says it: whole seconds, a date, or ``retry-after-ms`` (as AI services do).
    """

    kind: Literal["status"]
    status: Annotated[int, Field(ge=400, le=599)]
    retry_after: Seconds | None = None
    form: Literal["seconds", "http-date", "milliseconds"] = "seconds"

    def build(self, random: Random, start: float) -> ErrorStatus:
        """Return the fault at work."""
        return ErrorStatus(self, random, start, self.status, self.retry_after, self.form)


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
        form: str,
    ) -> None:
        super().__init__(description, random, start)
        self._status = status
        self._retry_after_seconds = retry_after_seconds
        self._form = form

    def strike_before(self, exchange: Exchange) -> Decision:
        """Answer in the system's stead."""
        response = self.the_target().error(self._status, self._retry_after_seconds)
        if self._retry_after_seconds is not None and self._form != "seconds":
            _say_otherwise(response, self._form, self._retry_after_seconds, exchange.at)
        return Replace(response)


def _say_otherwise(response: Response, form: str, seconds: float, now: float) -> None:
    response.headers = [pair for pair in response.headers if pair[0].lower() != "retry-after"]
    if form == "http-date":
        response.set_header("Retry-After", formatdate(math.ceil(now + seconds), usegmt=True))
    else:
        response.set_header("retry-after-ms", str(round(seconds * 1000)))
