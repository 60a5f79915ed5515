"""The two systems that are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...errors import ConfigurationError
from ...ports import Chat, Helpdesk
from ...spokes import chat, helpdesk
from ...spokes.connected import Connected, by_role
from ...spokes.connection import BACKGROUND, Connection, Surroundings
from ...systems.slack import SlackSettings
from ...systems.zendesk import ZendeskSettings
from .records import Announcements, Tickets
from .slack_announcements import SlackAnnouncements
from .zendesk_tickets import ZendeskTickets


def _zendesk(connection: Connection, surroundings: Surroundings) -> Tickets:
    settings = ZendeskSettings.from_environment(surroundings.environment, helpdesk.ROLE)
    return ZendeskTickets(connection.client(BACKGROUND), settings, surroundings.clock)


def _slack(connection: Connection, surroundings: Surroundings, channel: str) -> Announcements:
    settings = SlackSettings.from_environment(surroundings.environment, chat.ROLE)
    return SlackAnnouncements(connection.client(BACKGROUND), settings, surroundings.clock, channel)


TICKETS: Mapping[str, Callable[[Connection, Surroundings], Tickets]] = {"zendesk": _zendesk}
ANNOUNCEMENTS: Mapping[str, Callable[[Connection, Surroundings, str], Announcements]] = {"slack": _slack}
"""By system: those that can be read in bulk."""


@dataclass(frozen=True, slots=True)
class Spokes(Connected):
    """The systems, each behind its ports, and their connections."""

    helpdesk: Helpdesk
    tickets: Tickets
    chat: Chat
    announcements: Announcements


def connect(surroundings: Surroundings, channel: str) -> Spokes:
    """Connect to the systems that ``HELPDESK_SYSTEM`` and ``CHAT_SYSTEM`` name.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    desk, room = helpdesk.connect(surroundings), chat.connect(surroundings)
    tickets, announcements = TICKETS.get(desk.connection.system), ANNOUNCEMENTS.get(room.connection.system)
    if tickets is None:
        raise ConfigurationError(f"HELPDESK_SYSTEM: cannot be read in bulk; there is {', '.join(TICKETS)}")
    if announcements is None:
        raise ConfigurationError(f"CHAT_SYSTEM: cannot be read in bulk; there is {', '.join(ANNOUNCEMENTS)}")
    return Spokes(
        desk.port(BACKGROUND),
        tickets(desk.connection, surroundings),
        room.port(BACKGROUND),
        announcements(room.connection, surroundings, channel),
        connections=by_role(desk, room),
    )
