"""Service times drawn from a profile's distributions."""

from __future__ import annotations

import math
from random import Random

from windtunnel.contract.profile import Latency

Z_99 = 2.3263478740408408
"""The standard normal quantile of 0.99."""


class ServiceTime:
    """Log-normal service times per operation.

    Args:
        latencies: the profile's; the first that names an operation counts, or else the first for all of them.
        random: the stream to draw from.
    """

    def __init__(self, latencies: tuple[Latency, ...], random: Random) -> None:
        self._latencies = latencies
        self._random = random
        self._shapes: dict[str, tuple[float, float] | None] = {}

    def draw(self, operation_id: str) -> float:
        """Return a service time in seconds; zero for an operation without a distribution."""
        if operation_id not in self._shapes:
            self._shapes[operation_id] = self._shape(operation_id)
        shape = self._shapes[operation_id]
        return self._random.lognormvariate(*shape) if shape is not None else 0.0

    def _shape(self, operation_id: str) -> tuple[float, float] | None:
        ordered = sorted(self._latencies, key=lambda latency: "*" in latency.operations)
        for latency in ordered:
            if "*" in latency.operations or operation_id in latency.operations:
                return _log_normal(latency) if latency.median_ms > 0 else None
        return None


def _log_normal(latency: Latency) -> tuple[float, float]:
    mu = math.log(latency.median_ms / 1000)
    return mu, (math.log(latency.p99_ms / 1000) - mu) / Z_99
