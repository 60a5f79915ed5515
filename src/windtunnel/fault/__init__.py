"""Faults: one vocabulary for every world. Each kind is one small file; ``catalogue`` lists them."""

from .back_ends import BackEnd, BackEndError
from .catalogue import KINDS, read_fault
from .description import FaultDescription, Target
from .strike import DeliveryFault, ExchangeFault, Onward, StateFault

__all__ = [
    "KINDS",
    "BackEnd",
    "BackEndError",
    "DeliveryFault",
    "ExchangeFault",
    "FaultDescription",
    "Onward",
    "StateFault",
    "Target",
    "read_fault",
]
