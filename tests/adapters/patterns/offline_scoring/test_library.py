"""Where models come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.offline_scoring.artefact import save
from adapters.patterns.offline_scoring.library import Library
from tests.adapters.patterns.offline_scoring.models import model, settings

ROWS = "text,category\nthe cat says meow,cat\nthe dog says woof,dog\n"


def test_a_training_set_is_trained_and_can_be_pinned(tmp_path: Path) -> None:
    """The digest of the same rows is the same tomorrow."""
    (tmp_path / "rows.csv").write_text(ROWS)
    library = Library(settings(tmp_path))
    found = library.provide("rows", "1", None)
    assert library.provide("rows", "2", found.digest).digest == found.digest
    (tmp_path / "rows.csv").write_text(ROWS + "a purring cat,cat\n")
    with pytest.raises(ConfigurationError, match="as was pinned"):
        library.provide("rows", "2", found.digest)


def test_an_artefact_goes_before_a_training_set_and_needs_its_digest(tmp_path: Path) -> None:
    """What was built elsewhere is taken by its content, not by its name."""
    (tmp_path / "rows.csv").write_text(ROWS)
    save(model(meow="cat"), tmp_path / "rows.npz")
    library = Library(settings(tmp_path))
    assert library.provide("rows", "1", model(meow="cat").digest).terms == ("meow",)
    with pytest.raises(ConfigurationError, match="only by its digest"):
        library.provide("rows", "1", None)


def test_a_model_that_takes_too_much_memory_is_refused(tmp_path: Path) -> None:
    """With both numbers."""
    (tmp_path / "rows.csv").write_text(ROWS)
    with pytest.raises(ConfigurationError, match="more than 100"):
        Library(settings(tmp_path, memory_bytes_max=100)).provide("rows", "1", None)


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """By the names that it could have."""
    with pytest.raises(ConfigurationError, match=r"neither rows\.npz nor rows\.csv"):
        Library(settings(tmp_path)).provide("rows", "1", None)
