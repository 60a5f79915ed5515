"""Settings of the intake."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.document_intake.settings import Settings

GIVEN = {"INTAKE_FOLDER": "data", "INTAKE_KINDS": "invoice, report"}


def test_variables_are_read_by_their_names() -> None:
    """``INTAKE_`` and the name of the field; other variables are somebody else's."""
    found = Settings.from_environment({**GIVEN, "INTAKE_SWEEP_SECONDS": "30", "OTHER": "x"})
    assert (found.folder, found.kinds, found.sweep_seconds) == ("data", ("invoice", "report"), 30.0)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"INTAKE_FOLDER": ""}, "INTAKE_FOLDER"),
        ({"INTAKE_KINDS": "invoice"}, "INTAKE_KINDS"),
        ({"INTAKE_SWEEPS": "3"}, "INTAKE_SWEEPS"),
        ({"INTAKE_LEASE_SECONDS": "60"}, "INTAKE_LEASE_SECONDS"),
        ({"INTAKE_SWEEP_SECONDS": "7200"}, "INTAKE_SWEEP_SECONDS_MAX"),
        ({"INTAKE_RETENTION_DAYS": "0.01"}, "INTAKE_RETENTION_DAYS"),
    ],
)
def test_what_is_missing_wrong_or_contradictory_is_named(variables: dict[str, str], named: str) -> None:
    """So that somebody who sets the service up knows where to look."""
    with pytest.raises(ConfigurationError, match=named):
        Settings.from_environment({**GIVEN, **variables})
