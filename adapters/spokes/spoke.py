"""A system in its role: its connection, and the port that it is used through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..errors import ConfigurationError
from ..outbound.client import Http
from ..outbound.stack import UseCase
from .connection import Connection, Surroundings

PortT = TypeVar("PortT", covariant=True)  # noqa: PLC0105 - it is called what it is


@dataclass(frozen=True, slots=True)
class Spoke(Generic[PortT]):
    """A system in its role.

    Args:
        connection: shared by everybody who uses the system, so that they share its breaker and its quota.
        make: makes the port over a client.
    """

    connection: Connection
    make: Callable[[Http], PortT]

    def port(self, use_case: UseCase) -> PortT:
        """Return the port for one use of the system: who waits, and for how long."""
        return self.make(self.connection.client(use_case))


Maker = Callable[[str, Surroundings], Spoke[PortT]]


def choose(role: str, known: Mapping[str, Maker[PortT]], surroundings: Surroundings) -> Spoke[PortT]:
    """Return the spoke that the variable ``<ROLE>_SYSTEM`` names; the first one known when it is not set.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    variable = f"{role}_SYSTEM".upper()
    system = surroundings.environment.get(variable) or next(iter(known))
    if system not in known:
        raise ConfigurationError(f"{variable}: no adapter plays this role; there is {', '.join(known)}")
    return known[system](role, surroundings)
