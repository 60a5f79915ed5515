"""Time, randomness, ids, the journal and errors. No I/O happens here.

Names are imported when they are first asked for: whoever only needs the errors does not wait for an event loop.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agenda import Agenda, Appointment
    from .clock import EPOCH, Clock, LoopClock, SteppedClock, Timer
    from .controlled_clock import ClockMode, ControlledClock
    from .errors import InconclusiveError, UsageError, WindtunnelError, did_you_mean
    from .ids import Ids
    from .journal import Event, Journal, Kind
    from .randomness import Randomness

__all__ = [
    "EPOCH",
    "Agenda",
    "Appointment",
    "Clock",
    "ClockMode",
    "ControlledClock",
    "Event",
    "Ids",
    "InconclusiveError",
    "Journal",
    "Kind",
    "LoopClock",
    "Randomness",
    "SteppedClock",
    "Timer",
    "UsageError",
    "WindtunnelError",
    "did_you_mean",
]
_PLACES = {
    "agenda": ("Agenda", "Appointment"),
    "clock": ("EPOCH", "Clock", "LoopClock", "SteppedClock", "Timer"),
    "controlled_clock": ("ClockMode", "ControlledClock"),
    "errors": ("InconclusiveError", "UsageError", "WindtunnelError", "did_you_mean"),
    "ids": ("Ids",),
    "journal": ("Event", "Journal", "Kind"),
    "randomness": ("Randomness",),
}
_PLACE_BY_NAME = {name: place for place, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _PLACE_BY_NAME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f".{_PLACE_BY_NAME[name]}", __name__), name)
    return found
