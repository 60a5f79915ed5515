"""Settings of the stream."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.sentiment_stream.settings import Settings


def test_variables_are_read_by_their_names() -> None:
    """``STREAM_`` and the name of the field; other variables are somebody else's."""
    found = Settings.from_environment({"STREAM_FOLDER": "data", "STREAM_WINDOW_SECONDS": "30", "OTHER": "x"})
    assert (found.folder, found.window_seconds, found.replay_from) == ("data", 30.0, None)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "STREAM_FOLDER"),
        ({"STREAM_FOLDER": "x", "STREAM_WINDOW_SECONDS": "0"}, "STREAM_WINDOW_SECONDS"),
        ({"STREAM_FOLDER": "x", "STREAM_WINDOWS": "3"}, "STREAM_WINDOWS"),
        ({"STREAM_FOLDER": "x", "STREAM_LEASE_SECONDS": "60"}, "STREAM_LEASE_SECONDS"),
        ({"STREAM_FOLDER": "x", "STREAM_BATCH_MAX": "9", "STREAM_BUFFER_MAX": "8"}, "STREAM_BATCH_MAX"),
        ({"STREAM_FOLDER": "x", "STREAM_TRAILING_WINDOWS_MIN": "9"}, "STREAM_TRAILING_WINDOWS_MIN"),
    ],
)
def test_what_is_missing_wrong_or_contradictory_is_named(variables: dict[str, str], named: str) -> None:
    """So that somebody who sets the service up knows where to look."""
    with pytest.raises(ConfigurationError, match=named):
        Settings.from_environment(variables)
