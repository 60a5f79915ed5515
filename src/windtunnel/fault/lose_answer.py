"""lose-answer: the system acts, and its answer never arrives. It finds missing idempotency."""

from __future__ import annotations

from random import Random
from typing import Literal

from windtunnel.world.exchange import Decision, Drop, Exchange, Loss
from windtunnel.world.http import Response

from .description import FaultDescription
from .strike import ExchangeFault


class LoseAnswerDescription(FaultDescription):
    """The effect happens, the answer is lost: by a reset, or by silence until the client's timeout.

    Args:
        how: ``reset`` or ``silence``.
    """

    kind: Literal["lose-answer"]
    how: Literal["reset", "silence"] = "reset"

    def build(self, random: Random, start: float) -> LoseAnswer:
        """Return the fault at work."""
        return LoseAnswer(self, random, start, Loss(self.how))


class LoseAnswer(ExchangeFault):
    """Loses answers of requests that succeeded."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, loss: Loss) -> None:
        super().__init__(description, random, start)
        self._loss = loss

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Lose the answer."""
        return Drop(self._loss)
