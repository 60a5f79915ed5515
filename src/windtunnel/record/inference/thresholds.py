"""How much evidence an inference needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """How often something has to be seen before the contract says it.

    Args:
        template_values: different ids at one place of a path before it becomes a parameter; one is enough where an
            earlier answer has handed it out, or where it is a UUID.
        required_sightings: objects that all had a property before it is required.
        format_sightings: texts that all had a format before it is stated.
        enum_sightings: texts at one place before they are taken for a closed set.
        enum_values: different texts that a closed set has at most.
        enum_repeats: how often each of them has been seen at least.
        map_keys: different keys of an object before they are taken for data, where they do not look like ids.
    """

    template_values: int = 2
    required_sightings: int = 3
    format_sightings: int = 3
    enum_sightings: int = 20
    enum_values: int = 8
    enum_repeats: int = 2
    map_keys: int = 20
