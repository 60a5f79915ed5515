"""The CRM."""

from __future__ import annotations

from collections.abc import Mapping

from ..ports import CRM
from ..systems import salesforce
from .connection import Connection, Surroundings
from .spoke import Maker, Spoke, choose

ROLE = "crm"


def _salesforce(role: str, surroundings: Surroundings) -> Spoke[CRM]:
    settings = salesforce.SalesforceSettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "salesforce", surroundings, limiter=salesforce.LIMITER, dialect=salesforce.DIALECT)
    instance = salesforce.Instance(settings.url)
    source = salesforce.tokens(
        settings,
        connection.token_transport(),
        instance,
        clock=surroundings.clock,
        random=surroundings.random,
        reporter=connection.stack.reporter,
    )
    connection.sign_in(salesforce.authentication(settings, source, instance), source)
    return Spoke(connection, lambda http: salesforce.SalesforceCRM(http, settings, surroundings.clock))


KNOWN: Mapping[str, Maker[CRM]] = {"salesforce": _salesforce}


def connect(surroundings: Surroundings) -> Spoke[CRM]:
    """Return the system that ``CRM_SYSTEM`` names; errors as for ``choose``."""
    return choose(ROLE, KNOWN, surroundings)
