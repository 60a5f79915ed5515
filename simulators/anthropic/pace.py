"""How long generation takes: the profile's service times, the first token, and tokens per second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from windtunnel.contract.profile import Latency
from windtunnel.simulator.latency import ServiceTime

if TYPE_CHECKING:
    from .system import Anthropic

FIRST_TOKEN = "first token"


class Pace:
    """Delays of answers; all zero while the system has no service times.

    Args:
        system: the simulator.
    """

    def __init__(self, system: Anthropic) -> None:
        self._system = system
        limits = system.profile.limits
        self._tokens_per_second = limits["stream_tokens_per_second"]
        first = Latency(
            operations=(FIRST_TOKEN,),
            median_ms=limits["stream_first_token_ms_median"],
            p99_ms=limits["stream_first_token_ms_p99"],
        )
        self._first = ServiceTime((first,), system.randomness.stream(FIRST_TOKEN))

    def whole(self, operation_id: str, tokens: int) -> float:
        """Return how long an answer in one piece takes, in seconds."""
        service_time = self._system.service_time
        if service_time is None:
            return 0.0
        return max(service_time.draw(operation_id), tokens / self._tokens_per_second)

    def first_token(self) -> float:
        """Return how long a stream takes to begin, in seconds."""
        return 0.0 if self._system.service_time is None else self._first.draw(FIRST_TOKEN)

    def of_tokens(self, tokens: int) -> float:
        """Return the pause before a piece of so many tokens in a stream, in seconds."""
        return 0.0 if self._system.service_time is None else tokens / self._tokens_per_second
