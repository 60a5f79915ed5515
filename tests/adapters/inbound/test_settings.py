"""Settings of a queue of jobs."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.inbound.policy import RetryPolicy
from adapters.inbound.replayer import ReplayPolicy
from adapters.inbound.settings import JobSettings


class Bakery(JobSettings):
    """A service with defaults of its own."""

    prefix = "BAKERY_"

    replays_max: int = 1
    ovens: int = 2


def test_a_service_adds_settings_and_defaults_of_its_own() -> None:
    """And keeps the others."""
    settings = Bakery.from_environment({"BAKERY_OVENS": "3", "BAKERY_WORKERS": "5"})
    assert (settings.ovens, settings.workers, settings.replays_max, settings.probes_max) == (3, 5, 1, 24)


def test_policies_are_made_of_the_settings() -> None:
    """A queue gives a job up, and a probe spares its last receive, after the same number."""
    settings = Bakery(
        attempts_max=4, max_age_seconds=60, backoff_seconds=1, backoff_seconds_max=8, probes_max=7, replays_per_second=9
    )
    assert settings.retry_policy == RetryPolicy(
        receives_max=4, age_seconds_max=60.0, delay_seconds=1.0, delay_seconds_max=8.0
    )
    assert settings.replay_policy == ReplayPolicy(replays_max=1, probes_max=7, per_second=9, receives_max=4)


def test_days_are_seconds_to_whoever_keeps_house() -> None:
    """Half a day can be set."""
    assert Bakery(retention_days=0.5).retention_seconds == 43_200.0


@pytest.mark.parametrize(("name", "value"), [("WORKERS", "0"), ("REPLAYS_MAX", "x"), ("BACKOFF_SECONDS", "-1")])
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    """By the service's own variable."""
    with pytest.raises(ConfigurationError, match=f"^BAKERY_{name}: "):
        Bakery.from_environment({f"BAKERY_{name}": value})
