"""How long generation takes: the profile's service times, the first token, and tokens per second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from windtunnel.contract.profile import Latency

from ..latency import ServiceTime

if TYPE_CHECKING:
    from ..system import System

FIRST_TOKEN = "first token"


class Pace:
    """Delays of answers; all zero while the system has no service times.

    Args:
        system: the simulator; the limits ``stream_tokens_per_second``, ``stream_first_token_ms_median`` and
            ``stream_first_token_ms_p99`` of its profile are read.
    """

    def __init__(self, system: System) -> None:
        self._system = system
        limits = system.profile.limits
        self.tokens_per_second = limits["stream_tokens_per_second"]
        first = Latency(
            operations=(FIRST_TOKEN,),
            median_ms=limits["stream_first_token_ms_median"],
            p99_ms=limits["stream_first_token_ms_p99"],
        )
        self._first = ServiceTime((first,), system.randomness.stream(FIRST_TOKEN))

    @property
    def passes(self) -> bool:
        """Whether time passes at all."""
        return self._system.service_time is not None

    def whole(self, operation_id: str, tokens: int) -> float:
        """Return how long an answer in one piece takes, in seconds."""
        service_time = self._system.service_time
        if service_time is None:
            return 0.0
        return max(service_time.draw(operation_id), self.generation(tokens))

    def first_token(self, reasoning_tokens: int = 0) -> float:
        """Return how long a stream takes to begin, in seconds: what is thought and not shown comes first."""
        if not self.passes:
            return 0.0
        return self._first.draw(FIRST_TOKEN) + self.generation(reasoning_tokens)

    def of_tokens(self, tokens: int) -> float:
        """Return the pause before a piece of so many tokens in a stream, in seconds."""
        return self.generation(tokens) if self.passes else 0.0

    def generation(self, tokens: int) -> float:
        """Return how long so many tokens take to be written, in seconds, whether or not anybody waits."""
        return tokens / self.tokens_per_second
