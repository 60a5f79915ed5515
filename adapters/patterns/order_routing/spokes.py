"""The systems that order routing works with."""

from __future__ import annotations

from dataclasses import dataclass

from ...ports import AI, CRM, ERP, Chat
from ...spokes import ai, chat, crm, erp
from ...spokes.connected import Connected, by_role
from ...spokes.connection import BACKGROUND, GENERATIVE, Surroundings


@dataclass(frozen=True, slots=True)
class Spokes(Connected):
    """The systems, each behind its port, and their connections by role."""

    crm: CRM
    erp: ERP
    ai: AI
    chat: Chat


def connect(surroundings: Surroundings) -> Spokes:
    """Connect to the systems that ``CRM_SYSTEM``, ``ERP_SYSTEM``, ``AI_SYSTEM`` and ``CHAT_SYSTEM`` name.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    customers, books = crm.connect(surroundings), erp.connect(surroundings)
    mind, room = ai.connect(surroundings), chat.connect(surroundings)
    return Spokes(
        customers.port(BACKGROUND),
        books.port(BACKGROUND),
        mind.port(GENERATIVE),
        room.port(BACKGROUND),
        connections=by_role(customers, books, mind, room),
    )
