"""Models as files: numbers and texts without code, so that opening one runs nothing.

NumPy's ``.npz`` with ``allow_pickle=False`` holds arrays only. Who pins a model tells its digest, so that a file that
was changed on its way is not taken.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np

from ...errors import ConfigurationError
from .model import Model

ARRAYS = ("meta", "terms", "idf", "weights", "intercepts")
FORMAT = 1


def save(model: Model, path: Path) -> None:
    """Write a model."""
    meta = {"format": FORMAT, "version": model.version, "labels": model.labels, "rows": model.rows}
    np.savez_compressed(
        path,
        meta=np.array(json.dumps(meta)),
        terms=np.array(model.terms, dtype=np.str_),
        idf=model.idf,
        weights=model.weights,
        intercepts=model.intercepts,
    )


def load(path: Path, *, version: str, digest: str, bytes_max: int) -> Model:
    """Read the model that was pinned.

    Args:
        path: the file.
        version: what it is called from now on.
        digest: what it has to be.
        bytes_max: longest content, so that a small file cannot unpack into all memory.

    Raises:
        ConfigurationError: it cannot be read, is too large, is no model, or is another one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > 4 * bytes_max:  # texts are kept with four bytes a letter
                raise ConfigurationError(f"{path}: holds {unpacked} bytes, too many for {bytes_max} bytes of memory")
        with np.load(path, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in ARRAYS}
        model = _model(found, version)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ConfigurationError(f"{path}: is no model: {error}") from error
    if model.digest != digest:
        raise ConfigurationError(f"{path}: its digest is {model.digest}, not {digest} as was pinned")
    return model


def _model(found: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]], version: str) -> Model:
    meta = json.loads(str(found["meta"]))
    if meta["format"] != FORMAT:
        raise ConfigurationError(f"the artefact has format {meta['format']}; this code knows format {FORMAT}")
    return Model(
        version=version,
        labels=tuple(map(str, meta["labels"])),
        terms=tuple(map(str, found["terms"])),
        idf=found["idf"].astype(np.float64),
        weights=found["weights"].astype(np.float64),
        intercepts=found["intercepts"].astype(np.float64),
        rows=int(meta["rows"]),
    )
