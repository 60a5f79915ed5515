"""The subject's environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.environment import settings, variables_of_role
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
    """As a JSON array, sorted."""
    assert settings({"LABELS": "{distinct label}", "OTHER": "x"}, ROWS, "/run") == {
        "LABELS": '["a", "b"]',
        "OTHER": "x",
    }


def test_a_field_that_the_workload_lacks_is_refused() -> None:
    """With the file and the field."""
    with pytest.raises(UsageError, match=r"a.csv: subject.environment: no column gives the field 'lable'"):
        settings({"LABELS": "{distinct lable}"}, ROWS, "/run")


def test_a_run_has_a_folder_of_its_own_and_an_input() -> None:
    """What the subject keeps there outlives its death."""
    given = settings({"STORE": "{scratch}/jobs.sqlite", "ROWS": "{input}"}, ROWS, "/run")
    assert given == {"STORE": "/run/jobs.sqlite", "ROWS": str(Path("a.csv").resolve())}
