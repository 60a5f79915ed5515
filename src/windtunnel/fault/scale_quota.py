"""scale-quota: the vendor cuts (or raises) a limit."""

from __future__ import annotations

from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .back_ends import ON_STATE
from .description import FaultDescription
from .strike import StateFault


class ScaleQuotaDescription(FaultDescription):
    """Limits are multiplied while the fault lasts.

    Args:
        scale: the factor.
        quota: which quota; all of the system's when ``None``.
    """

    cannot: ClassVar = ON_STATE
    kind: Literal["scale-quota"]
    scale: Annotated[float, Field(gt=0)]
    quota: str | None = None

    def build(self, random: Random, start: float) -> ScaleQuota:
        """Return the fault at work."""
        return ScaleQuota(self, random, start, self.scale, self.quota)


class ScaleQuota(StateFault):
    """Scales limits."""

    symptom_statuses = (429, 403)

    def __init__(
        self, description: FaultDescription, random: Random, start: float, scale: float, quota: str | None
    ) -> None:
        super().__init__(description, random, start)
        self._scale = scale
        self._quota = quota

    def begin(self) -> None:
        """Scale."""
        self.schedule.struck += 1
        self.the_target().scale_quota(self._scale, self._quota)

    def end(self) -> None:
        """Take the scale back."""
        self.the_target().scale_quota(1.0, self._quota)
