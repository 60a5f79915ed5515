"""The systems that lead scoring works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...errors import ConfigurationError
from ...outbound.client import Http
from ...ports import AI
from ...ports.leads import Leads
from ...spokes import ai, crm
from ...spokes.connected import Connected, by_role
from ...spokes.connection import BACKGROUND, GENERATIVE, Surroundings
from ...systems.salesforce import SalesforceSettings
from ...systems.salesforce.leads import SalesforceLeads
from .settings import LeadSettings

MakeLeads = Callable[[Http, Surroundings, LeadSettings], Leads]


def _salesforce(http: Http, surroundings: Surroundings, settings: LeadSettings) -> Leads:
    return SalesforceLeads(
        http,
        SalesforceSettings.from_environment(surroundings.environment, crm.ROLE),
        surroundings.clock,
        score_field=settings.score_field,
        reason_field=settings.reason_field,
    )


KNOWN: Mapping[str, MakeLeads] = {"salesforce": _salesforce}
"""By system: CRMs whose leads can be read and written in bulk."""


@dataclass(frozen=True, slots=True)
class Spokes(Connected):
    """The systems, each behind its port, and their connections."""

    leads: Leads
    ai: AI


def connect(surroundings: Surroundings, settings: LeadSettings) -> Spokes:
    """Connect to the systems that ``CRM_SYSTEM`` and ``AI_SYSTEM`` name.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    customers, mind = crm.connect(surroundings), ai.connect(surroundings)
    make = KNOWN.get(customers.connection.system)
    if make is None:
        raise ConfigurationError(f"CRM_SYSTEM: no adapter has leads in bulk; there is {', '.join(KNOWN)}")
    leads = make(customers.connection.client(BACKGROUND), surroundings, settings)
    return Spokes(leads, mind.port(GENERATIVE), connections=by_role(customers, mind))
