"""The chat."""

from __future__ import annotations

from collections.abc import Mapping

from ..ports import Chat
from ..systems import slack
from .connection import Connection, Surroundings
from .spoke import Maker, Spoke, choose

ROLE = "chat"


def _slack(role: str, surroundings: Surroundings) -> Spoke[Chat]:
    settings = slack.SlackSettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "slack", surroundings, limiter=slack.LIMITER, dialect=slack.DIALECT)
    connection.sign_in(slack.authentication(settings))
    return Spoke(connection, lambda http: slack.SlackChat(http, settings, surroundings.clock))


KNOWN: Mapping[str, Maker[Chat]] = {"slack": _slack}


def connect(surroundings: Surroundings) -> Spoke[Chat]:
    """Return the system that ``CHAT_SYSTEM`` names; errors as for ``choose``."""
    return choose(ROLE, KNOWN, surroundings)
