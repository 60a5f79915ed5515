"""``slicer``: data arrives in small pieces."""

from __future__ import annotations

import itertools
from typing import Annotated

from pydantic import Field, model_validator

from ..stage import Attributes, Chunk, Stage
from .numbers import INT64_MAX, Whole

MICROSECOND = 0.000001
PIECES_A_TURN_MAX = 64
"""So many pieces without a pause leave at once; other connections have their turn before the next."""


class SlicerAttributes(Attributes):
    """Sizes in bytes, and the pause after each piece in microseconds.

    A size of 0 and a variation that is not smaller than the size have no meaning (the original server crashes on them);
    they are refused.
    """

    average_size: Annotated[int, Field(gt=0, le=INT64_MAX)] = 0
    size_variation: Annotated[int, Field(ge=0, le=INT64_MAX)] = 0
    delay: Whole = 0

    @model_validator(mode="before")
    @classmethod
    def _size_is_given(cls, values: object) -> object:
        if isinstance(values, dict) and "average_size" not in values:
            raise ValueError("average_size must be given, and greater than 0")
        return values

    @model_validator(mode="after")
    def _variation_is_smaller(self) -> SlicerAttributes:
        if self.size_variation >= self.average_size:
            raise ValueError("size_variation must be smaller than average_size")
        return self


class Slicer(Stage[SlicerAttributes]):
    """Cuts each chunk in two again and again until the pieces are about ``average_size``, and pauses after each."""

    _ends: list[int]

    def apply(self, chunk: Chunk) -> None:
        """Decide where to cut, and let the first piece go."""
        self._ends = self._cuts(len(chunk.data))
        self._ends.reverse()
        self._let_pieces_go(Chunk(memoryview(chunk.data), chunk.at), 0)

    def _let_pieces_go(self, rest: Chunk, offset: int) -> None:
        for number in itertools.count(1):
            if not self._ends:
                return
            end = self._ends.pop()
            self.emit(Chunk(rest.data[: end - offset], rest.at))
            rest = Chunk(rest.data[end - offset :], rest.at)
            offset = end
            if self.attributes.delay > 0 or (number == PIECES_A_TURN_MAX and self._ends):
                self._pause(rest, offset)
                return

    def _pause(self, rest: Chunk, offset: int) -> None:
        def go_on() -> None:
            self._waiting = False
            self._held = None
            self._let_pieces_go(rest, offset)

        self.hold(rest if rest.data else None, max(0, self.attributes.delay) * MICROSECOND, go_on)

    def _cuts(self, size: int) -> list[int]:
        """Return where the pieces of ``size`` bytes end, in order."""
        average, variation = self.attributes.average_size, self.attributes.size_variation
        ends, open_parts = [], [(0, size)]
        while open_parts:
            start, end = open_parts.pop()
            if end - start <= average + variation:
                ends.append(end)
                continue
            middle = start + (end - start) // 2
            if variation:
                middle += self.random.randrange(2 * variation) - variation
            open_parts += [(middle, end), (start, middle)]
        return ends
