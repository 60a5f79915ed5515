"""What the workers learn from the breakers."""

from __future__ import annotations

import httpx
import pytest

from adapters.audit import NullSink
from adapters.outbound.breaker import Breaker, BreakerSettings
from adapters.outbound.ratelimit import Limiter, LimiterSettings
from adapters.outbound.reporter import Reporter
from adapters.pipeline.health import SystemHealth
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock

SETTINGS = BreakerSettings(
    failures_in_row=1, failure_rate=1.0, samples_min=100, window_seconds=60.0, cool_down_seconds=30.0
)

LIMITS = LimiterSettings(rate=None, wait_seconds_max=30.0)


class Ward:
    """Two breakers and the health that watches them."""

    def __init__(self) -> None:
        self.clock = SteppedClock()
        self.changes = 0
        self.breakers = {
            role: Breaker(SETTINGS, clock=self.clock, reporter=Reporter(system, self.clock, NullSink()))
            for role, system in (("crm", "salesforce"), ("ai", "openai"))
        }
        self.limiters = {
            role: Limiter(LIMITS, clock=self.clock, reporter=Reporter(system, self.clock, NullSink()))
            for role, system in (("crm", "salesforce"), ("ai", "openai"))
        }
        self.health = SystemHealth(
            self.breakers,
            self.limiters,
            {"crm": "salesforce", "ai": "openai"},
            {"triage": ["ai"], "enrich": ["crm"]},
            clock=self.clock,
            on_change=self.changed,
        )

    def changed(self) -> None:
        """Count the changes."""
        self.changes += 1

    def call(self, role: str, *, success: bool) -> None:
        """Make one call that ends like this."""
        self.breakers[role].settle(self.breakers[role].admit(), success)


def test_a_kind_waits_for_the_systems_that_it_needs_and_for_no_other() -> None:
    """The CRM is away: triage goes on, follow-ups wait for the rest of the cool-down, then go one by one."""
    ward = Ward()
    ward.call("crm", success=False)
    ward.clock.advance(10.0)
    assert (ward.health.wait_seconds("triage"), ward.health.is_well("triage")) == (0.0, True)
    assert (ward.health.wait_seconds("enrich"), ward.health.is_well("enrich")) == (20.0, False)
    ward.clock.advance(20.0)
    assert (ward.health.wait_seconds("enrich"), ward.health.is_well("enrich")) == (0.0, False)
    assert ward.health.states() == {"crm": "open", "ai": "closed"}


@pytest.mark.parametrize(("asked_seconds", "waited_seconds"), [(29, 0.0), (45, 45.0)])
def test_a_kind_waits_for_a_quota_that_is_used_up_for_longer_than_a_call_would_wait(
    asked_seconds: int, waited_seconds: float
) -> None:
    """Each job would be refused; a shorter pause is waited out in the line."""
    ward = Ward()
    refusal = httpx.Response(429, headers={"retry-after": str(asked_seconds)})
    ward.limiters["ai"].learn(httpx.Request("GET", "https://ai.test/"), refusal)
    assert (ward.health.wait_seconds("triage"), ward.health.wait_seconds("enrich")) == (waited_seconds, 0.0)


def test_a_recovery_has_its_time_and_wakes_the_workers() -> None:
    """Well since the start, until it fails; well again when its breaker closes."""
    ward = Ward()
    assert list(ward.health.systems()) == ["salesforce", "openai"]
    assert ward.health.recovered_at("salesforce") == EPOCH
    ward.call("crm", success=False)
    assert ward.health.recovered_at("salesforce") is None
    assert ward.health.probe_in_seconds("salesforce") == 30.0
    ward.clock.advance(30.0)
    assert ward.health.probe_in_seconds("salesforce") == 0.0
    ward.call("crm", success=True)
    assert ward.health.recovered_at("salesforce") == EPOCH + 30.0
    assert ward.changes == 3


@pytest.mark.parametrize("system", ["salesforce", "openai"])
def test_a_probe_under_way_keeps_the_others_waiting(system: str) -> None:
    """A half-open breaker says how long to wait for its probe."""
    ward = Ward()
    role = {"salesforce": "crm", "openai": "ai"}[system]
    ward.call(role, success=False)
    ward.clock.advance(30.0)
    ward.breakers[role].admit()
    assert ward.health.probe_in_seconds(system) == SETTINGS.probe_wait_seconds
