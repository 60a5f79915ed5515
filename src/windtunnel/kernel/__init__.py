"""Time, randomness, ids, the journal and errors. No I/O happens here."""

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
