"""A schedule: everything that one explored world is put through, as data.

A strike names its place by role, operation and occurrence: the third ``PostMessage`` to ``chat``. Taking one strike
away therefore leaves the places of all others as they are, which counting requests through the whole run would not.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import pydantic
from pydantic import BaseModel, ConfigDict, Field

from windtunnel.contract.drift import read_drift
from windtunnel.contract.yaml12 import read_text
from windtunnel.fault import FaultDescription, read_fault
from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.model import Arrivals, Condition

WEBHOOK = "webhook"
"""Stands in a strike for the operation, where a delivery to the subject is struck."""
CONDITION = "explored"
"""Name of the condition that a schedule becomes."""
CLOCK_JUMP = "clock-jump"


class Part(BaseModel):
    """Base of every part of a schedule: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Strike(Part):
    """One fault at one place.

    Args:
        on: the role, or ``subject`` for calls on their way to it.
        operation: the operationId, or ``webhook``.
        occurrence: which request of that operation, or which delivery of that role; 0 is the first.
        fault: kind and options, as in a scenario.
    """

    on: str
    operation: str
    occurrence: Annotated[int, Field(ge=0)]
    fault: Mapping[str, Any]

    @property
    def place(self) -> tuple[str, str, int]:
        """Where it strikes."""
        return self.on, self.operation, self.occurrence

    def description(self) -> FaultDescription:
        """Return the fault as scenarios describe it.

        Raises:
            UsageError: there is no such kind, or an option is wrong.
        """
        operations = () if self.operation == WEBHOOK else (self.operation,)
        return read_fault({"on": self.on, "operations": operations, **self.fault}, place=f"strike on {self.on}")

    def __str__(self) -> str:
        what = "delivery" if self.operation == WEBHOOK else self.operation
        return f"{_named(self.fault)} at {what} #{self.occurrence + 1} of {self.on}"


class Spread(Part):
    """Other arrivals than the scenario's: all of them at random times within about ``within`` seconds."""

    seed: int
    within: Annotated[float, Field(gt=0)]


class Jitter(Part):
    """Service times drawn evenly from ``[least, most]`` seconds, instead of the vendors' own: they expose races."""

    seed: int
    least: Annotated[float, Field(ge=0)]
    most: Annotated[float, Field(ge=0)]


class Jump(Part):
    """The subject's clock is set forward (or back) by ``seconds``, ``at`` seconds after the start.

    Args:
        at: when, in seconds after the start.
        seconds: by how much.
        lasts: after how many seconds it is put right; ``None`` for never.
    """

    at: Annotated[float, Field(ge=0)]
    seconds: float
    lasts: Annotated[float, Field(gt=0)] | None = None

    def __str__(self) -> str:
        spell = "" if self.lasts is None else f" for {self.lasts:g} s"
        return f"{CLOCK_JUMP} by {self.seconds:+g} s at {self.at:g} s{spell}"


class Schedule(Part):
    """What one world is put through.

    Args:
        strikes: faults at places.
        disturbances: faults that last for a time, as in a scenario: outages, expired tokens, deaths of the subject.
        drift: changes of contracts, as in a scenario.
        jumps: of the subject's clock.
        arrivals: when things arrive, instead of the scenario's arrivals.
        latency: service times, instead of the vendors'.
        environment: name of the condition of the scenario whose settings the subject gets.
    """

    strikes: tuple[Strike, ...] = ()
    disturbances: tuple[Mapping[str, Any], ...] = ()
    drift: tuple[Mapping[str, Any], ...] = ()
    jumps: tuple[Jump, ...] = ()
    arrivals: Spread | None = None
    latency: Jitter | None = None
    environment: str | None = None

    @property
    def faults(self) -> int:
        """How many things go wrong; arrivals and latency are circumstances, not faults."""
        return len(self.strikes) + len(self.disturbances) + len(self.drift) + len(self.jumps)

    def condition(self, settings: Condition | None) -> Condition:
        """Return the schedule as a condition; strikes, jumps and latency are the explored world's own.

        Args:
            settings: the condition whose environment the subject gets.

        Raises:
            UsageError: a fault or an operator does not exist, or an option is wrong.
        """
        place = f"schedule of {CONDITION}"
        return Condition(
            about="A schedule that exploration drew.",
            faults=tuple(read_fault(each, place=place) for each in self.disturbances),
            drift=tuple(read_drift(each, place=place) for each in self.drift),
            environment=dict(settings.environment) if settings else {},
            arrivals=Arrivals(over=self.arrivals.within) if self.arrivals else None,
            exercises=(),
            slo=(),
        )

    def lines(self) -> list[str]:
        """Return what it does, a line each, for people."""
        told = [str(strike) for strike in self.strikes]
        told += [f"{_named(each)} on {each.get('on', 'subject')}" for each in self.disturbances]
        told += [f"drift {each['operator']} on {each['on']}" for each in self.drift]
        told += [str(jump) for jump in self.jumps]
        if self.arrivals is not None:
            told.append(f"arrivals within {self.arrivals.within:g} s (seed {self.arrivals.seed})")
        if self.latency is not None:
            least, most = self.latency.least, self.latency.most
            told.append(f"latency {least:g} to {most:g} s (seed {self.latency.seed})")
        if self.environment is not None:
            told.append(f"settings of the condition {self.environment}")
        return told

    def text(self) -> str:
        """Return it as JSON without what is left at its default."""
        return self.model_dump_json(exclude_defaults=True)


def parse_schedule(text: str, file: Path | None = None) -> Schedule:
    """Return the schedule that a JSON text describes.

    Raises:
        UsageError: it describes none.
    """
    try:
        return Schedule.model_validate_json(text)
    except pydantic.ValidationError as error:
        raise UsageError(complain(error, Schedule, Strike, Spread, Jitter, Jump), file=file) from error


def read_schedule(file: Path) -> Schedule:
    """Read a schedule.

    Raises:
        FileError: the file cannot be read.
        UsageError: it holds no schedule.
    """
    return parse_schedule(read_text(file), file)


def _named(fault: Mapping[str, Any]) -> str:
    """Return a fault as people write it: its kind, and its options in brackets."""
    options = ", ".join(f"{name} {value}" for name, value in fault.items() if name not in ("kind", "on"))
    return f"{fault['kind']} ({options})" if options else str(fault["kind"])
