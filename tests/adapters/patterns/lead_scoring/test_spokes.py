"""The systems that lead scoring works with."""

from __future__ import annotations

import asyncio
from random import Random

import httpx
import pytest

from adapters.audit import NullSink
from adapters.clock import SystemClock
from adapters.errors import ConfigurationError
from adapters.patterns.lead_scoring import spokes
from adapters.patterns.lead_scoring.settings import LeadSettings
from adapters.spokes.connection import Surroundings
from adapters.systems.salesforce.leads import SalesforceLeads

ENVIRONMENT = {
    "CRM_URL": "https://example.my.salesforce.com",
    "CRM_CLIENT_ID": "key",
    "CRM_CLIENT_SECRET": "consumer-secret",
    "AI_URL": "https://mind.example",
    "AI_API_KEY": "sk-secret-value",
}


def surroundings(environment: dict[str, str]) -> Surroundings:
    """Return surroundings in which every call is answered with an empty page."""

    def transport(role: str) -> httpx.AsyncBaseTransport:
        return httpx.MockTransport(lambda request: httpx.Response(200))

    return Surroundings(environment, SystemClock(), Random(1), NullSink(), transport, 2)


def test_both_systems_are_connected_and_closed() -> None:
    """The CRM's leads are behind the port, on the CRM's own connection."""
    connected = spokes.connect(surroundings(ENVIRONMENT), LeadSettings())
    assert isinstance(connected.leads, SalesforceLeads)
    assert list(connected.connections) == ["crm", "ai"]
    asyncio.run(connected.aclose())


def test_a_crm_without_bulk_leads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the systems that there are."""
    monkeypatch.setattr(spokes, "KNOWN", {"another": spokes.KNOWN["salesforce"]})
    with pytest.raises(ConfigurationError, match="CRM_SYSTEM: no adapter has leads in bulk; there is another"):
        spokes.connect(surroundings(ENVIRONMENT), LeadSettings())


def test_a_missing_variable_is_named() -> None:
    """Before anything is called."""
    with pytest.raises(ConfigurationError, match="CRM_URL"):
        spokes.connect(surroundings({**ENVIRONMENT, "CRM_URL": ""}), LeadSettings())
