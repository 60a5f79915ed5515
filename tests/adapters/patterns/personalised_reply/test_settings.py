"""Settings come from the environment, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from adapters.errors import ConfigurationError
from adapters.patterns.personalised_reply.settings import Settings

CONTRACT = Path(__file__).parents[4] / "contracts" / "pipeline" / "openapi.yaml"


def test_without_a_word_the_declared_targets_hold() -> None:
    """What the contract promises is what the service is set to."""
    settings = Settings.from_environment({"PATH": "/bin", "REPLY_STORE_PATH": ""})
    targets = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["x-response-time-targets"]
    assert settings.crm_budget_seconds == targets["crm_budget_seconds"]
    assert settings.deadline_seconds == targets["deadline_seconds"]
    assert settings.store_path == "replies.sqlite"


def test_variables_are_read_by_their_names() -> None:
    """``REPLY_`` and the field in capitals."""
    settings = Settings.from_environment({"REPLY_HISTORY_CASES": "3", "REPLY_STORE_SYNCHRONOUS": "OFF"})
    assert (settings.history_cases, settings.store_synchronous) == (3, "OFF")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REPLY_HISTORY_CASES", "many-canary"),
        ("REPLY_CONFIDENCE_MIN", "1.5"),
        ("REPLY_DEADLINE_SECONDS", "inf"),
        ("REPLY_STORE_SYNCHRONOUS", "canary"),
        ("REPLY_COLOUR", "canary"),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not(name: str, value: str) -> None:
    """Whoever reads the message knows where to look."""
    with pytest.raises(ConfigurationError, match=f"^{name}: ") as caught:
        Settings.from_environment({name: value})
    assert "canary" not in caught.value.message


@pytest.mark.parametrize(
    "environment",
    [
        {"REPLY_CRM_BUDGET_SECONDS": "8", "REPLY_DEADLINE_SECONDS": "8"},
        {"REPLY_FRESH_SECONDS": "61", "REPLY_STALE_SECONDS_MAX": "60"},
    ],
)
def test_settings_that_contradict_each_other_are_refused(environment: dict[str, str]) -> None:
    """A budget within the deadline, and freshness within staleness."""
    with pytest.raises(ConfigurationError, match=r"REPLY_.* must"):
        Settings.from_environment(environment)
