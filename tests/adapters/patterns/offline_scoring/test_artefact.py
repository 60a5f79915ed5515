"""Models as files."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.offline_scoring.artefact import load, save
from adapters.patterns.offline_scoring.model import Model
from tests.adapters.patterns.offline_scoring.models import model


def loaded(path: Path, digest: str | None = None, bytes_max: int = 100_000) -> Model:
    """Load a file."""
    return load(path, version="7", digest=digest or model(meow="cat").digest, bytes_max=bytes_max)


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    """To the bit; it is called what the one who loads it calls it."""
    path = tmp_path / "model.npz"
    save(model("1", meow="cat"), path)
    found = loaded(path)
    assert (found.version, found.digest) == ("7", model(meow="cat").digest)
    assert found.score("meow") == model(meow="cat").score("meow")


def test_another_model_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    """Both digests are told."""
    path = tmp_path / "model.npz"
    save(model(meow="dog"), path)
    with pytest.raises(ConfigurationError, match="as was pinned"):
        loaded(path)


def test_a_file_with_code_in_it_is_refused_and_nothing_runs(tmp_path: Path) -> None:
    """Pickled objects are not opened."""
    ran = tmp_path / "ran"

    class Planted:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (ran,)

    path = tmp_path / "model.npz"
    np.savez(path, meta=np.array([Planted()], dtype=object), terms=1, idf=1, weights=1, intercepts=1)
    with pytest.raises(ConfigurationError, match="is no model"):
        loaded(path)
    assert not ran.exists()
    pickle.loads(pickle.dumps(Planted()))
    assert ran.exists()


def test_what_unpacks_into_too_much_is_not_unpacked(tmp_path: Path) -> None:
    """However small the file is."""
    path = tmp_path / "model.npz"
    np.savez_compressed(path, meta=np.zeros(1_000_000))
    assert path.stat().st_size < 10_000
    with pytest.raises(ConfigurationError, match="too many for"):
        loaded(path, bytes_max=1000)


@pytest.mark.parametrize("content", [b"", b"PK", b"text,category\n"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    """With the name of the file."""
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"model\.npz"):
        loaded(path)


def test_a_format_from_the_future_is_refused(tmp_path: Path) -> None:
    """Instead of being guessed at."""
    path = tmp_path / "model.npz"
    np.savez(path, meta=np.array(json.dumps({"format": 2})), terms=1, idf=1, weights=1, intercepts=1)
    with pytest.raises(ConfigurationError, match="format 2"):
        loaded(path)
