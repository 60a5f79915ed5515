"""The systems that nightly topics work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...errors import ConfigurationError
from ...outbound.client import Http
from ...ports import AI, Chat
from ...ports.ticket_export import TicketExport
from ...spokes import ai, chat, helpdesk
from ...spokes.connected import Connected, by_role
from ...spokes.connection import BACKGROUND, GENERATIVE, Surroundings
from ...systems.zendesk import ZendeskSettings
from ...systems.zendesk.export import ZendeskExport

MakeExport = Callable[[Http, Surroundings], TicketExport]


def _zendesk(http: Http, surroundings: Surroundings) -> TicketExport:
    settings = ZendeskSettings.from_environment(surroundings.environment, helpdesk.ROLE)
    return ZendeskExport(http, settings, surroundings.clock)


KNOWN: Mapping[str, MakeExport] = {"zendesk": _zendesk}
"""By system: help desks that tell all tickets of a stretch of time."""


@dataclass(frozen=True, slots=True)
class Spokes(Connected):
    """The systems, each behind its port, and their connections."""

    tickets: TicketExport
    chat: Chat
    ai: AI


def connect(surroundings: Surroundings) -> Spokes:
    """Connect to the systems that ``HELPDESK_SYSTEM``, ``CHAT_SYSTEM`` and ``AI_SYSTEM`` name.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    desk, room, mind = helpdesk.connect(surroundings), chat.connect(surroundings), ai.connect(surroundings)
    make = KNOWN.get(desk.connection.system)
    if make is None:
        raise ConfigurationError(f"HELPDESK_SYSTEM: no adapter exports tickets; there is {', '.join(KNOWN)}")
    tickets = make(desk.connection.client(BACKGROUND), surroundings)
    return Spokes(tickets, room.port(BACKGROUND), mind.port(GENERATIVE), connections=by_role(desk, room, mind))
