"""The roles that a system can fill. The pipeline knows these ports and no vendor."""

from .ai import AI, Answer, Form, Question
from .chat import Chat
from .crm import CRM
from .erp import ERP
from .helpdesk import Helpdesk, TicketEvent

__all__ = ["AI", "CRM", "ERP", "Answer", "Chat", "Form", "Helpdesk", "Question", "TicketEvent"]
