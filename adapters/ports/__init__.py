"""The roles that a system can fill. The pipeline knows these ports and no vendor."""

from .ai import AI, Answer, Form, Question
from .broker import Broker, DeadLetter, Delivery, Depth, Selection, Subscription, Topic
from .chat import Chat
from .crm import CRM
from .erp import ERP
from .helpdesk import Helpdesk, TicketEvent

__all__ = [
    "AI",
    "CRM",
    "ERP",
    "Answer",
    "Broker",
    "Chat",
    "DeadLetter",
    "Delivery",
    "Depth",
    "Form",
    "Helpdesk",
    "Question",
    "Selection",
    "Subscription",
    "TicketEvent",
    "Topic",
]
