"""``reset_peer``: the connection ends with RST."""

from __future__ import annotations

from ..stage import Attributes, Chunk, Ending, Stage
from .latency import MILLISECOND
from .numbers import Whole


class ResetPeerAttributes(Attributes):
    """Milliseconds from the first data, or the end of the stream, to the reset."""

    timeout: Whole = 0


class ResetPeer(Stage[ResetPeerAttributes]):
    """Resets both sides of the connection some time after the first data; that data is lost.

    Changed or removed before the time has come, it lets the data go and nothing is lost.
    """

    def apply(self, chunk: Chunk) -> None:
        """Begin to count."""
        self._reset_after(chunk)

    def apply_end(self, ending: Ending) -> None:
        """Begin to count."""
        self._reset_after(None)

    def _reset_after(self, chunk: Chunk | None) -> None:
        if self.attributes.timeout <= 0:
            self.finish(Ending.RESET)
        else:
            self.hold(chunk, self.attributes.timeout * MILLISECOND, lambda: self.finish(Ending.RESET))
