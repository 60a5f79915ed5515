"""wrong-content-type: the body is right, and its header says that it is something else."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response

from .description import FaultDescription
from .strike import ExchangeFault


class WrongContentTypeDescription(FaultDescription):
    """Successful answers carry another Content-Type.

    Args:
        content_type: what it says.
    """

    kind: Literal["wrong-content-type"]
    content_type: Annotated[str, Field(min_length=1)] = "text/plain; charset=utf-8"

    def build(self, random: Random, start: float) -> WrongContentType:
        """Return the fault at work."""
        return WrongContentType(self, random, start, self.content_type)


class WrongContentType(ExchangeFault):
    """Exchanges the header."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, content_type: str) -> None:
        super().__init__(description, random, start)
        self._content_type = content_type

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Say something else."""
        changed = replace(response, headers=list(response.headers))
        changed.set_header("Content-Type", self._content_type)
        return Replace(changed)
