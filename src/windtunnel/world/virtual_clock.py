"""The clock of a virtual world."""

from __future__ import annotations

from windtunnel.kernel.clock import EPOCH, LoopClock

from .virtual_loop import VirtualLoop


class VirtualClock(LoopClock):
    """Follows a virtual loop.

    A ticket asks for the time two hundred times, so the way through the loop's method is worth saving.

    Args:
        loop: the loop that time passes in.
        epoch: what this clock shows now.
    """

    def __init__(self, loop: VirtualLoop, epoch: float = EPOCH) -> None:
        super().__init__(loop, epoch)
        self._virtual = loop

    def now(self) -> float:
        """Return the current time."""
        return self._virtual.now + self._offset

    def steady(self) -> float:
        """Return seconds that only differences of mean anything."""
        return self._virtual.now
