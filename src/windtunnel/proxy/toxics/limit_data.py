"""``limit_data``: the connection closes after so many bytes."""

from __future__ import annotations

from ..stage import Attributes, Chunk, Ending, Stage
from .numbers import Whole


class LimitDataAttributes(Attributes):
    """Bytes that may pass on each connection; 0 or less closes it on the first data."""

    bytes: Whole = 0


class LimitData(Stage[LimitDataAttributes]):
    """Passes exactly so many bytes on a connection and closes it then; what has passed still counts after a change."""

    _passed = 0

    def apply(self, chunk: Chunk) -> None:
        """Pass what the limit allows."""
        allowed = max(0, self.attributes.bytes - self._passed)
        if len(chunk.data) > allowed:
            chunk = Chunk(chunk.data[:allowed], chunk.at)
        if chunk.data:
            self.emit(chunk)
            self._passed += len(chunk.data)
        if self._passed >= self.attributes.bytes:
            self.finish(Ending.CUT)
