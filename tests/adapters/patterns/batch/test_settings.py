"""What can be set of every batch."""

from __future__ import annotations

from datetime import time

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.batch.settings import BatchSettings


def test_variables_become_settings() -> None:
    """Times, the zone and numbers are read from text; the schedule is made of them."""
    settings = BatchSettings.from_environment(
        {"BATCH_OPENS": "23:30", "BATCH_ZONE": "Asia/Tokyo", "BATCH_WORKERS": "3", "OTHER": "x"}
    )
    assert (settings.opens, settings.workers, settings.schedule.zone.key) == (time(23, 30), 3, "Asia/Tokyo")


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"BATCH_ZONE": "Middle/Earth"}, "BATCH_ZONE"),
        ({"BATCH_ZONE": "../secrets"}, "BATCH_ZONE"),
        ({"BATCH_OPENS": "late"}, "BATCH_OPENS"),
        ({"BATCH_OPENS": "22:00+02:00"}, "BATCH_*"),
        ({"BATCH_OPENS": "05:00", "BATCH_CLOSES": "05:00"}, "BATCH_*"),
        ({"BATCH_WORKERS": "0"}, "BATCH_WORKERS"),
        ({"BATCH_OPEN": "22:00"}, "BATCH_OPEN"),
    ],
)
def test_what_is_wrong_is_named(variables: dict[str, str], named: str) -> None:
    """The variable is named, its value is not."""
    with pytest.raises(ConfigurationError) as caught:
        BatchSettings.from_environment(variables)
    assert caught.value.message.startswith(f"{named}: ")
