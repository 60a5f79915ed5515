"""The canonical model: what the pipeline sees, whatever system it came from."""

from .customer import Customer
from .message import Message, PostedMessage
from .prediction import Evidence, Prediction
from .purchase import Bill, PostedBill, PurchaseOrder
from .ticket import Priority, Ticket, TicketChange

__all__ = [
    "Bill",
    "Customer",
    "Evidence",
    "Message",
    "PostedBill",
    "PostedMessage",
    "Prediction",
    "Priority",
    "PurchaseOrder",
    "Ticket",
    "TicketChange",
]
