"""How the systems are doing, as their circuit breakers and limiters see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Self

from ..clock import Clock
from ..outbound.breaker import Breaker, BreakerState, BreakerTransition
from ..outbound.ratelimit import Limiter
from ..spokes.connection import Connection


class SystemHealth:
    """Tells the workers what the policies of the systems know.

    Args:
        breakers: by role.
        limiters: by role; a system whose quota is used up for a while is not worth trying.
        systems: the name that a role's errors carry.
        needs: by kind of job, the roles that it can do nothing without.
        clock: a system counts as recovered when this process starts, until it is seen to fail.
        on_change: called whenever a breaker has changed its state.
    """

    def __init__(
        self,
        breakers: Mapping[str, Breaker],
        limiters: Mapping[str, Limiter],
        systems: Mapping[str, str],
        needs: Mapping[str, Sequence[str]],
        *,
        clock: Clock,
        on_change: Callable[[], None],
    ) -> None:
        self._breakers = breakers
        self._limiters = limiters
        self._role_of = {system: role for role, system in systems.items()}
        self._needs = needs
        self._on_change = on_change
        self._recovered_at: dict[str, float | None] = dict.fromkeys(breakers, clock.now())
        for role in breakers:
            self._watch(role)

    @classmethod
    def of(
        cls,
        connections: Collection[Connection],
        needs: Mapping[str, Sequence[str]],
        *,
        clock: Clock,
        on_change: Callable[[], None],
    ) -> Self:
        """Return the health of the systems behind ``connections``."""
        return cls(
            {connection.role: connection.stack.breaker for connection in connections},
            {connection.role: connection.stack.limiter for connection in connections},
            {connection.role: connection.system for connection in connections},
            needs,
            clock=clock,
            on_change=on_change,
        )

    def wait_seconds(self, kind: str) -> float:
        """Return how long the systems that matter to ``kind`` hold calls back, or have no quota for any."""
        return max((self._role_wait_seconds(role) for role in self._needs[kind]), default=0.0)

    def is_well(self, kind: str) -> bool:
        """Return whether all breakers that matter to ``kind`` are closed."""
        return all(self._breakers[role].state is BreakerState.CLOSED for role in self._needs[kind])

    def systems(self) -> Sequence[str]:
        """Return the systems behind the breakers."""
        return list(self._role_of)

    def recovered_at(self, system: str) -> float | None:
        """Return when the breaker of ``system`` closed, or this process started; ``None`` while it is not closed."""
        return self._recovered_at[self._role_of[system]]

    def probe_in_seconds(self, system: str) -> float:
        """Return how long the breaker of ``system`` holds calls back."""
        return self._breakers[self._role_of[system]].wait_seconds()

    def states(self) -> dict[str, str]:
        """Return the state of each role's breaker."""
        return {role: breaker.state.value for role, breaker in self._breakers.items()}

    def _role_wait_seconds(self, role: str) -> float:
        return max(self._breakers[role].wait_seconds(), self._limiters[role].closed_seconds())

    def _watch(self, role: str) -> None:
        def changed(transition: BreakerTransition) -> None:
            closed = transition.after is BreakerState.CLOSED
            self._recovered_at[role] = transition.at if closed else None
            self._on_change()

        self._breakers[role].subscribe(changed)
