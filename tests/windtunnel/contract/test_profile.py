"""Profiles."""

from __future__ import annotations

from typing import Any

import pydantic
import pytest

from tests.windtunnel.building import profile
from windtunnel.contract.profile import Credential, Latency, Quota


def test_a_profile_knows_nothing_unless_it_is_told() -> None:
    """No quotas, no credentials, no lag."""
    bare = profile()
    assert (bare.quotas, bare.credentials, bare.webhooks, bare.search_lag_seconds) == ((), (), None, 0.0)


@pytest.mark.parametrize("pattern", ["targets", "get /targets", "GET targets", ""])
def test_what_is_not_simulated_is_a_path(pattern: str) -> None:
    """From the root on, with a method or without."""
    with pytest.raises(pydantic.ValidationError, match="not_simulated"):
        profile(not_simulated=[pattern])


@pytest.mark.parametrize("facts", [{"value": "a", "pattern": "{hex:4}"}, {}])
def test_a_credential_is_either_fixed_or_drawn(facts: dict[str, str]) -> None:
    """Both or neither is refused."""
    with pytest.raises(pydantic.ValidationError, match="either a value or a pattern"):
        Credential(name="key", **facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"algorithm": "fixed-window", "limit": 1},
        {"algorithm": "concurrency", "limit": 1, "window_seconds": 60},
        {"algorithm": "fixed-window", "limit": 0, "window_seconds": 60},
        {"algorithm": "fixed-window", "limit": 1, "window_seconds": 0},
        {"algorithm": "leaky", "limit": 1, "window_seconds": 60},
        {"algorithm": "fixed-window", "limit": 1, "window_seconds": 60, "colour": "red"},
    ],
)
def test_a_quota_that_cannot_be_enforced_is_refused(facts: dict[str, Any]) -> None:
    """No window, a window that limits nothing, no limit, an unknown algorithm, an unknown key."""
    with pytest.raises(pydantic.ValidationError):
        Quota(name="calls", **facts)


def test_the_tail_of_a_latency_is_not_below_its_median() -> None:
    """Equal is allowed: then every answer takes as long."""
    assert Latency(median_ms=5, p99_ms=5).p99_ms == 5
    with pytest.raises(pydantic.ValidationError, match="p99_ms is below median_ms"):
        Latency(median_ms=5, p99_ms=4)


def test_a_profile_cannot_be_changed() -> None:
    """It is shared by every simulator of a system."""
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        profile().title = "other"  # type: ignore[misc]  # that is the point
