"""The systems that order routing works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...ports import AI, CRM, ERP, Chat
from ...spokes import ai, chat, crm, erp
from ...spokes.connection import BACKGROUND, GENERATIVE, Connection, Surroundings


@dataclass(frozen=True, slots=True)
class Spokes:
    """The systems, each behind its port, and their connections by role."""

    crm: CRM
    erp: ERP
    ai: AI
    chat: Chat
    connections: Mapping[str, Connection]

    async def aclose(self) -> None:
        """Close all connections."""
        for connection in self.connections.values():
            await connection.aclose()


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
        {spoke.connection.role: spoke.connection for spoke in (customers, books, mind, room)},
    )
