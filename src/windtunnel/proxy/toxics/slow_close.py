"""``slow_close``: the end of the stream arrives later."""

from __future__ import annotations

from ..stage import Attributes, Ending, Stage
from .latency import MILLISECOND
from .numbers import Whole


class SlowCloseAttributes(Attributes):
    """Delay in milliseconds."""

    delay: Whole = 0


class SlowClose(Stage[SlowCloseAttributes]):
    """Passes every chunk on at once and delays the end of its direction."""

    def apply_end(self, ending: Ending) -> None:
        """Pass the end on after the delay."""
        if self.attributes.delay <= 0:
            self.finish(ending)
        else:
            self.hold(None, self.attributes.delay * MILLISECOND, lambda: self.finish(ending))
