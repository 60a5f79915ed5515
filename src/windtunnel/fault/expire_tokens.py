"""expire-tokens: every access token stops working at one moment, before its time."""

from __future__ import annotations

from random import Random
from typing import ClassVar, Literal

from .back_ends import ON_STATE
from .description import FaultDescription
from .strike import StateFault


class ExpireTokensDescription(FaultDescription):
    """All access tokens that were given out expire at ``from``."""

    cannot: ClassVar = ON_STATE
    kind: Literal["expire-tokens"]

    def build(self, random: Random, start: float) -> ExpireTokens:
        """Return the fault at work."""
        return ExpireTokens(self, random, start)


class ExpireTokens(StateFault):
    """Expires tokens once."""

    symptom_statuses = (401,)

    def begin(self) -> None:
        """Expire them."""
        self.schedule.struck += self.the_target().expire_tokens()
