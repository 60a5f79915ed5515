"""The ERP."""

from __future__ import annotations

from collections.abc import Mapping

from ..ports import ERP
from ..systems import netsuite
from .connection import Connection, Surroundings
from .spoke import Maker, Spoke, choose

ROLE = "erp"


def _netsuite(role: str, surroundings: Surroundings) -> Spoke[ERP]:
    settings = netsuite.NetSuiteSettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "netsuite", surroundings, limiter=netsuite.LIMITER, dialect=netsuite.DIALECT)
    source = netsuite.tokens(
        settings,
        connection.token_transport(),
        clock=surroundings.clock,
        random=surroundings.random,
        reporter=connection.stack.reporter,
    )
    signed = netsuite.authentication(settings, source, clock=surroundings.clock, random=surroundings.random)
    connection.sign_in(signed, source)
    return Spoke(connection, lambda http: netsuite.NetSuiteERP(http, settings, surroundings.clock))


KNOWN: Mapping[str, Maker[ERP]] = {"netsuite": _netsuite}


def connect(surroundings: Surroundings) -> Spoke[ERP]:
    """Return the system that ``ERP_SYSTEM`` names; errors as for ``choose``."""
    return choose(ROLE, KNOWN, surroundings)
