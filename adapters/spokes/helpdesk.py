"""The help desk."""

from __future__ import annotations

from collections.abc import Mapping

from ..ports import Helpdesk
from ..systems import zendesk
from .connection import Connection, Surroundings
from .spoke import Maker, Spoke, choose

ROLE = "helpdesk"


def _zendesk(role: str, surroundings: Surroundings) -> Spoke[Helpdesk]:
    settings = zendesk.ZendeskSettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "zendesk", surroundings, limiter=zendesk.LIMITER, dialect=zendesk.DIALECT)
    source = zendesk.tokens(
        settings,
        connection.token_transport(),
        clock=surroundings.clock,
        random=surroundings.random,
        reporter=connection.stack.reporter,
    )
    connection.sign_in(zendesk.authentication(settings, source), source)
    return Spoke(connection, lambda http: zendesk.ZendeskHelpdesk(http, settings, surroundings.clock))


KNOWN: Mapping[str, Maker[Helpdesk]] = {"zendesk": _zendesk}


def connect(surroundings: Surroundings) -> Spoke[Helpdesk]:
    """Return the system that ``HELPDESK_SYSTEM`` names; errors as for ``choose``."""
    return choose(ROLE, KNOWN, surroundings)
