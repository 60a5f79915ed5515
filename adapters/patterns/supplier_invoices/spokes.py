"""The systems that accounts payable works with."""

from __future__ import annotations

from dataclasses import dataclass

from ...ports import AI, ERP, Chat
from ...spokes import ai, chat, erp
from ...spokes.connected import Connected, by_role
from ...spokes.connection import BACKGROUND, GENERATIVE, Surroundings


@dataclass(frozen=True, slots=True)
class Spokes(Connected):
    """The systems, each behind its port, and their connections by role."""

    erp: ERP
    chat: Chat
    ai: AI


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
        connections=by_role(books, room, mind),
    )
