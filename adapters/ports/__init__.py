"""The roles that a system can fill. The pipeline knows these ports and no vendor."""

from .ai import AI, Question
from .chat import Chat
from .crm import CRM
from .helpdesk import Helpdesk, TicketEvent

__all__ = ["AI", "CRM", "Chat", "Helpdesk", "Question", "TicketEvent"]
