"""The canonical model: what the pipeline sees, whatever system it came from."""

from .customer import Customer
from .message import Message, PostedMessage
from .prediction import Evidence, Prediction
from .ticket import Priority, Ticket, TicketChange

__all__ = [
    "Customer",
    "Evidence",
    "Message",
    "PostedMessage",
    "Prediction",
    "Priority",
    "Ticket",
    "TicketChange",
]
