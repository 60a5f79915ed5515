"""Faults: one vocabulary for every world. Each kind is one small file; ``catalogue`` lists them."""

from .catalogue import KINDS, read_fault
from .description import FaultDescription, Target
from .strike import DeliveryFault, ExchangeFault, Onward, StateFault

__all__ = [
    "KINDS",
    "DeliveryFault",
    "ExchangeFault",
    "FaultDescription",
    "Onward",
    "StateFault",
    "Target",
    "read_fault",
]
