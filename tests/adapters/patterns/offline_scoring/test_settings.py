"""Settings of the scoring."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.offline_scoring.settings import Settings


def test_a_file_stands_for_its_folder(tmp_path: Path) -> None:
    """So that a neighbour of the data can be named."""
    (tmp_path / "rows.csv").write_text("text,category\n")
    for data in (tmp_path, tmp_path / "rows.csv"):
        found = Settings.from_environment({"EMBEDDED_DATA": str(data), "EMBEDDED_SOURCE": "rows"})
        assert found.folder == tmp_path


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"EMBEDDED_SOURCE": ""}, "EMBEDDED_SOURCE"),
        ({"EMBEDDED_SOURCE": "../secrets"}, "EMBEDDED_SOURCE"),
        ({"EMBEDDED_DIGEST": "abc"}, "EMBEDDED_DIGEST"),
        ({"EMBEDDED_TRIALS": "1"}, "EMBEDDED_TRIALS"),
        ({"EMBEDDED_CONFIDENCE_MIN": "1.5"}, "EMBEDDED_CONFIDENCE_MIN"),
    ],
)
def test_what_is_missing_or_wrong_is_named(changes: dict[str, str], named: str) -> None:
    """A source cannot lead out of the folder."""
    with pytest.raises(ConfigurationError, match=named):
        Settings.from_environment({"EMBEDDED_DATA": ".", "EMBEDDED_SOURCE": "rows", **changes})
