"""The subject's environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.environment import names_of_role, settings, variables_of_role
from windtunnel.scenario.workload import Rows

ROWS = Rows(Path("a.csv"), "", ({"label": "b"}, {"label": "a"}, {"label": "b"}))


def test_every_role_has_its_system_address_and_credentials() -> None:
    """In capitals, by the vendor's names."""
    assert variables_of_role("crm", "salesforce", "https://x", {"client_id": "c"}) == {
        "CRM_SYSTEM": "salesforce",
        "CRM_URL": "https://x",
        "CRM_CLIENT_ID": "c",
    }


def test_distinct_values_of_the_workload_can_be_passed_on() -> None:
    """As a JSON array, sorted; braces that nothing is known of stay."""
    given = settings({"LABELS": "{distinct label}", "OTHER": "x{team}"}, ROWS, {})
    assert given == {"LABELS": '["a", "b"]', "OTHER": "x{team}"}


def test_a_field_that_the_workload_lacks_is_refused() -> None:
    """With the file and the field."""
    with pytest.raises(UsageError, match=r"a.csv: subject.environment: no column gives the field 'lable'"):
        settings({"LABELS": "{distinct lable}"}, ROWS, {})


def test_a_role_that_there_is_not_is_refused() -> None:
    """A name with a dot in it is meant for something; the message says for what, perhaps."""
    with pytest.raises(UsageError, match=r"unknown placeholder 'crm.urls'; did you mean 'crm.url'"):
        settings({"CRM": "{crm.urls}"}, ROWS, names_of_role("crm", "https://x", {}))


def test_what_is_known_at_run_time_can_be_named() -> None:
    """A folder of the run's own, and everything about a role, by the vendor's names."""
    given = {"scratch": "/run", **names_of_role("crm", "https://x", {"client_id": "c"})}
    made = settings({"STORE": "{scratch}/jobs.sqlite", "CRM": "{crm.url}?{crm.client_id}{unknown}"}, ROWS, given)
    assert made == {"STORE": "/run/jobs.sqlite", "CRM": "https://x?c{unknown}"}
