"""Settings from the environment."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.pipeline.settings import Settings

REQUIRED = {"TRIAGE_CATEGORIES": "a,b"}


def test_only_the_categories_must_be_given() -> None:
    """Everything else has a default; an empty variable is one that is not set."""
    settings = Settings.from_environment({**REQUIRED, "TRIAGE_WORKERS": "", "PATH": "/bin"})
    assert settings.categories == ("a", "b")
    assert (settings.workers, settings.confidence_min, settings.store_synchronous) == (8, 0.7, "FULL")


@pytest.mark.parametrize("text", ["a, b ,c", '["a", "b", "c"]', ' ["a","b","c"]'])
def test_categories_are_a_list_or_a_json_array(text: str) -> None:
    """Both ways to write them mean the same."""
    assert Settings.from_environment({"TRIAGE_CATEGORIES": text}).categories == ("a", "b", "c")


def test_numbers_are_read_from_text() -> None:
    """As every variable is text."""
    given = {"TRIAGE_CONFIDENCE_MIN": "0.3", "TRIAGE_WORKERS": "3", "TRIAGE_STORE_PATH": ":memory:"}
    settings = Settings.from_environment({**REQUIRED, **given})
    assert (settings.confidence_min, settings.workers, settings.store_path) == (0.3, 3, ":memory:")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIAGE_CONFIDENCE_MIN", "1.1"),
        ("TRIAGE_WORKERS", "0"),
        ("TRIAGE_WORKERS", "many"),
        ("TRIAGE_CATEGORIES", "one"),
        ("TRIAGE_CATEGORIES", "[broken"),
        ("TRIAGE_MAX_AGE_SECONDS", "inf"),
        ("TRIAGE_STORE_SYNCHRONOUS", "SOMETIMES"),
        ("TRIAGE_WROKERS", "8"),
    ],
)
def test_a_wrong_or_unknown_variable_is_named_and_its_value_is_not(name: str, value: str) -> None:
    """One clear error, before anything is started."""
    with pytest.raises(ConfigurationError, match=f"^{name}: ") as caught:
        Settings.from_environment({**REQUIRED, name: value})
    assert value not in str(caught.value).removeprefix(f"{name}: ") or len(value) < 4


def test_what_is_missing_is_named() -> None:
    """There is no default set of categories."""
    with pytest.raises(ConfigurationError, match=r"^TRIAGE_CATEGORIES: Field required"):
        Settings.from_environment({})


def test_a_lease_must_outlive_the_jobs_deadline() -> None:
    """Else a healthy job would be delivered twice."""
    given = {"TRIAGE_LEASE_SECONDS": "30", "TRIAGE_JOB_SECONDS": "30"}
    with pytest.raises(ConfigurationError, match="TRIAGE_LEASE_SECONDS must be longer"):
        Settings.from_environment({**REQUIRED, **given})
