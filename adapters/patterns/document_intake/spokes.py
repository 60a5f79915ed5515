"""The systems that the intake works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...errors import ConfigurationError
from ...ports import AI, Chat
from ...ports.documents import Documents
from ...spokes import ai, chat
from ...spokes.connected import Connected, by_role
from ...spokes.connection import BACKGROUND, GENERATIVE, Connection, Surroundings
from ...systems.slack.documents import DocumentSettings, SlackDocuments, document_authentication

MakeDocuments = Callable[[Connection, Surroundings], Documents]


def _slack(connection: Connection, surroundings: Surroundings) -> Documents:
    settings = DocumentSettings.from_environment(surroundings.environment, chat.ROLE)
    connection.sign_in(document_authentication(settings))  # in place of the chat's: contents are at another host
    return SlackDocuments(connection.client(BACKGROUND), settings, surroundings.clock)


KNOWN: Mapping[str, MakeDocuments] = {"slack": _slack}
"""By system: chats that documents can arrive in."""


@dataclass(frozen=True, slots=True)
class Spokes(Connected):
    """The systems, each behind its port, and their connections."""

    documents: Documents
    chat: Chat
    ai: AI


def connect(surroundings: Surroundings) -> Spokes:
    """Connect to the systems that ``CHAT_SYSTEM`` and ``AI_SYSTEM`` name; documents and chat share a connection.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    room, mind = chat.connect(surroundings), ai.connect(surroundings)
    make = KNOWN.get(room.connection.system)
    if make is None:
        raise ConfigurationError(f"CHAT_SYSTEM: no adapter takes documents in; there is {', '.join(KNOWN)}")
    documents = make(room.connection, surroundings)
    return Spokes(documents, room.port(BACKGROUND), mind.port(GENERATIVE), connections=by_role(room, mind))
