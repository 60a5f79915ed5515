"""kill-subject: the subject's process dies without warning and is started again a while later."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Annotated, ClassVar, Literal, Protocol

from pydantic import Field, field_validator

from windtunnel.kernel.quantities import Seconds

from .back_ends import ON_SUBJECT
from .description import FaultDescription
from .strike import StateFault

SUBJECT: Literal["subject"] = "subject"
AWAY_SECONDS = 5.0


class Killable(Protocol):
    """A subject that can die."""

    def kill(self) -> int:
        """End it at once; return how much work was under way."""
        ...

    def revive(self) -> None:
        """Start it again."""
        ...


class KillSubjectDescription(FaultDescription):
    """The subject dies at ``from`` and is away for ``for``, ``times`` times, ``spacing`` apart.

    Args:
        times: how often.
        spacing: from one death to the next, longer than ``for``.
    """

    cannot: ClassVar = ON_SUBJECT
    kind: Literal["kill-subject"]
    on: str = SUBJECT
    for_: Annotated[Annotated[Seconds, Field(gt=0)] | None, Field(alias="for")] = AWAY_SECONDS
    times: Annotated[int, Field(ge=1)] = 1
    spacing: Annotated[Seconds, Field(gt=0)] = 60.0

    @field_validator("on")
    @classmethod
    def _nobody_else(cls, on: str) -> str:
        if on != SUBJECT:
            raise ValueError("only the subject can be killed; take a system away with refuse")
        return on

    @property
    def away_seconds(self) -> float:
        """How long it is away each time."""
        return self.for_ or AWAY_SECONDS

    def build(self, random: Random, start: float) -> KillSubject:
        """Return the fault at work."""
        return KillSubject(self, random, start, self.times, self.spacing)

    @property
    def until(self) -> float:
        """When it is back for the last time, in seconds after the start of the run."""
        return self.from_ + (self.times - 1) * self.spacing + self.away_seconds


class KillSubject(StateFault):
    """Kills the subject and starts it again."""

    def __init__(
        self, description: KillSubjectDescription, random: Random, start: float, times: int, spacing_seconds: float
    ) -> None:
        super().__init__(description, random, start)
        self._away_seconds = description.away_seconds
        self._times = times
        self._spacing_seconds = spacing_seconds
        self.subject: Killable | None = None

    @property
    def observed(self) -> int:
        """Each death is met by whoever dies."""
        return self.injected

    def spans(self) -> Iterator[tuple[float, float | None]]:
        """Yield when it dies and when it is back."""
        for number in range(self._times):
            begin = self.description.from_ + number * self._spacing_seconds
            yield begin, begin + self._away_seconds

    def begin(self) -> None:
        """Kill it."""
        assert self.subject is not None, "kill-subject has no subject"
        self.subject.kill()
        self.schedule.struck += 1

    def end(self) -> None:
        """Start it again."""
        assert self.subject is not None, "kill-subject has no subject"
        self.subject.revive()
