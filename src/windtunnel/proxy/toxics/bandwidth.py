"""``bandwidth``: everything flows more slowly."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..stage import Attributes, Chunk, Stage
from .numbers import INT64_MAX

SLICE_SECONDS = 0.1


class BandwidthAttributes(Attributes):
    """Rate in KB/s, where a KB is 1000 bytes; 0 lets nothing through."""

    rate: Annotated[int, Field(ge=0, le=INT64_MAX)] = 0


class Bandwidth(Stage[BandwidthAttributes]):
    """Lets out so many bytes a second, for each connection and direction on its own.

    A chunk leaves when a line of that rate would have carried it; one that takes longer than 100 ms leaves in pieces of
    100 ms. Timers that fire late do not add up: the next chunk counts from when the one before should have left. A rate
    of 0 holds everything back, loses nothing, and goes on when the rate is changed or the toxic removed.
    """

    _line_free_at = 0.0
    _late_seconds = 0.0

    def apply(self, chunk: Chunk) -> None:
        """Hold a chunk as long as the line needs for it."""
        if self.attributes.rate == 0:
            self.hold(chunk, None, self._let_piece_go)
            return
        self._line_free_at = max(self._line_free_at, self.clock.now() - self._late_seconds)
        self._carry(chunk)

    def _carry(self, chunk: Chunk) -> None:
        self._line_free_at += min(len(chunk.data), self._piece_bytes) / self._bytes_per_second
        self.hold(chunk, self._line_free_at - self.clock.now(), self._let_piece_go)

    def _let_piece_go(self) -> None:
        chunk = self.let_go()
        self._late_seconds = self.clock.now() - self._line_free_at
        size = self._piece_bytes
        if len(chunk.data) <= size:
            self.emit(chunk)
            return
        self.emit(Chunk(chunk.data[:size], chunk.at))
        self._carry(Chunk(chunk.data[size:], chunk.at))

    @property
    def _bytes_per_second(self) -> int:
        return self.attributes.rate * 1000

    @property
    def _piece_bytes(self) -> int:
        return int(self._bytes_per_second * SLICE_SECONDS)
