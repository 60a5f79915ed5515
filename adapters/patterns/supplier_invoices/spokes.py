"""The systems that accounts payable works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...ports import AI, ERP, Chat
from ...spokes import ai, chat, erp
from ...spokes.connection import BACKGROUND, GENERATIVE, Connection, Surroundings


@dataclass(frozen=True, slots=True)
class Spokes:
    """The systems, each behind its port, and their connections by role."""

    erp: ERP
    chat: Chat
    ai: AI
    connections: Mapping[str, Connection]

    async def aclose(self) -> None:
        """Close all connections."""
        for connection in self.connections.values():
            await connection.aclose()


def connect(surroundings: Surroundings) -> Spokes:
    """Connect to the systems that ``ERP_SYSTEM``, ``CHAT_SYSTEM`` and ``AI_SYSTEM`` name.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    books, room, mind = erp.connect(surroundings), chat.connect(surroundings), ai.connect(surroundings)
    return Spokes(
        books.port(BACKGROUND),
        room.port(BACKGROUND),
        mind.port(GENERATIVE),
        {spoke.connection.role: spoke.connection for spoke in (books, room, mind)},
    )
