"""What a mistake is: a change of one place of a correct integration, and the invariant that has to catch it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Patch = Callable[[Any], Any]
"""Gets what the reference integration has in that place, returns the mistake."""


@dataclass(frozen=True, eq=False)
class Mistake:
    """One realistic mistake; everything else stays the reference integration.

    Args:
        name: in a few words.
        about: what a developer would have thought.
        places: what is exchanged: ``package.module:Class.attribute`` below ``adapters``.
        breaks: the invariant that catches it.
        condition: of the scenario, under which it shows.
        count: how many events it takes.
        environment: settings that go with it, instead of the scenario's.
        scenario: the scenario that rehearses the integration.
    """

    name: str
    about: str
    places: Mapping[str, Patch]
    breaks: str
    condition: str
    count: int = 60
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    scenario: str = "support-triage"


def always(value: Any) -> Patch:
    """Make a function that returns ``value``, whatever it is asked."""
    return lambda original: lambda *args, **kwargs: value


def nothing(original: Any) -> Any:
    """Make a function that does nothing."""
    return lambda *args, **kwargs: None
