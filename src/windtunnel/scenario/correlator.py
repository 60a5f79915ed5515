"""Tells which exchange, delivery and report belongs to which event."""

from __future__ import annotations

from collections.abc import Sequence

from windtunnel.contract.drift import Drift
from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Request

from .expressions import first, of_exchange
from .model import Scenario

NO_REQUEST = Request("GET", "/")
"""What a report is read from: it has a key, and nothing else."""


class Correlator:
    """Finds business keys by the scenario's expressions.

    Args:
        scenario: see there.
        drifts: the drift at work; what it did to an id is undone, so that keys compare.
    """

    def __init__(self, scenario: Scenario, drifts: Sequence[Drift]) -> None:
        correlation = scenario.correlate
        self._exchanges = correlation.exchanges
        self._deliveries = correlation.deliveries
        self._reports = correlation.reports
        self._intents = _intents(scenario)
        self._drifts = drifts

    def of_exchange(self, exchange: Exchange) -> str | None:
        """Return the key of a request to a system."""
        found = of_exchange(self._exchanges.get(exchange.role, ()), exchange)
        return self.original(found) if found is not None else None

    def of_delivery(self, role: str, request: Request) -> str | None:
        """Return the key of a webhook of the system in ``role``."""
        found = first(self._deliveries.get(role, ()), request, {})
        return self.original(found) if found is not None else None

    def of_report(self, key: str | None) -> str | None:
        """Return the key that the subject's own ``key`` stands for."""
        if key is None:
            return None
        found = first(self._reports, NO_REQUEST, {"key": key})
        return self.original(found if found is not None else key)

    def original(self, text: str) -> str:
        """Return an id as it was before drift changed it."""
        for drift in self._drifts:
            text = drift.original(text)
        return text

    def describe(self, exchange: Exchange) -> dict[str, object]:
        """Return which outcome a request is meant for, and its idempotency key, where the scenario tells."""
        for name, expression in self._intents.get(exchange.role, ()):
            found = of_exchange((expression,), exchange)
            if found is not None:
                return {"intent": name, "idempotency": found}
        return {}


def _intents(scenario: Scenario) -> dict[str, list[tuple[str, str]]]:
    """Return, by role, the outcomes whose requests carry an idempotency key, and where."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, outcome in scenario.outcomes.items():
        if outcome.idempotency_key:
            found.setdefault(outcome.on, []).append((name, outcome.idempotency_key))
    return found
