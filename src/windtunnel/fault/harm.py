"""What a TCP proxy is told to do for a fault, in the words of Toxiproxy's API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MILLISECONDS = 1000
MICROSECONDS = 1_000_000
BYTES_PER_KILOBYTE = 1000


@dataclass(frozen=True)
class Toxic:
    """A toxic on every connection of a proxy.

    Args:
        type: the toxic's type (``latency``).
        attributes: what it is told, in the units of the API.
        stream: to the client, or to the system.
        toxicity: the probability that it strikes a connection.
    """

    type: str
    attributes: Mapping[str, int] = field(default_factory=dict)
    stream: Literal["upstream", "downstream"] = "downstream"
    toxicity: float = 1.0


@dataclass(frozen=True)
class Closed:
    """The proxy does not listen: connections are refused, and those that there are end."""


Harm = Toxic | Closed


def milliseconds(seconds: float) -> int:
    """Return a duration as the API counts it."""
    return round(seconds * MILLISECONDS)


def microseconds(seconds: float) -> int:
    """Return a short duration as the API counts it."""
    return round(seconds * MICROSECONDS)
