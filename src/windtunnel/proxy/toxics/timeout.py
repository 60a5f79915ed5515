"""``timeout``: nothing gets through, and after a while the connection is closed."""

from __future__ import annotations

from ..stage import Attributes, Chunk, Ending, Stage
from .latency import MILLISECOND
from .numbers import Whole


class TimeoutAttributes(Attributes):
    """Milliseconds without data until the connection is closed; 0 or less: it is never closed."""

    timeout: Whole = 0


class Timeout(Stage[TimeoutAttributes]):
    """Drops all data and closes the connection when none has come for a while.

    Removing it closes the connections that it has struck, because bytes are missing from them.
    """

    def start(self) -> None:
        """Begin to count."""
        self._cancel_timer()
        if self.attributes.timeout > 0 and self.dice.strikes():
            due = self.clock.now() + self.attributes.timeout * MILLISECOND
            self._timer = self.clock.call_at(due, lambda: self._due(lambda: self.finish(Ending.CUT)))

    def apply(self, chunk: Chunk) -> None:
        """Drop the chunk and count from the beginning."""
        self.start()

    def spare(self, chunk: Chunk) -> None:
        """Pass the chunk and count no longer."""
        self._cancel_timer()
        self.emit(chunk)

    def withdraw(self) -> None:
        """Close the connection."""
        super().withdraw()
        if self.dice.strikes():
            self.finish(Ending.CUT)
