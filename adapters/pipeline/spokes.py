"""The systems that triage works with."""

from __future__ import annotations

from dataclasses import dataclass

from ..ports import AI, CRM, Chat, Helpdesk
from ..spokes import ai, chat, crm, helpdesk
from ..spokes.connected import Connected, by_role
from ..spokes.connection import BACKGROUND, GENERATIVE, INTERACTIVE, Surroundings


@dataclass(frozen=True, slots=True)
class CRMSpoke:
    """The CRM twice: for triage, which can do without, and for the follow-up, which cannot."""

    interactive: CRM
    background: CRM


@dataclass(frozen=True, slots=True)
class Spokes(Connected):
    """The systems, each behind its port, and their connections by role."""

    helpdesk: Helpdesk
    crm: CRMSpoke
    chat: Chat
    ai: AI


def connect(surroundings: Surroundings) -> Spokes:
    """Connect to the systems that ``HELPDESK_SYSTEM``, ``CRM_SYSTEM``, ``CHAT_SYSTEM`` and ``AI_SYSTEM`` name.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    desk, customers = helpdesk.connect(surroundings), crm.connect(surroundings)
    room, mind = chat.connect(surroundings), ai.connect(surroundings)
    return Spokes(
        desk.port(BACKGROUND),
        CRMSpoke(customers.port(INTERACTIVE), customers.port(BACKGROUND)),
        room.port(BACKGROUND),
        mind.port(GENERATIVE),
        connections=by_role(desk, customers, room, mind),
    )
