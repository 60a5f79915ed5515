"""Trains a model with scikit-learn: in one thread, from a seed, so that the same rows give the same model."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import ConfigurationError
from .model import Model, terms_of

Row = tuple[str, str]
"""A text and its label."""
PASSES_MAX = 200
REGULARISATION = 1e-4


def _libraries() -> tuple[Any, Any] | None:
    try:
        return (
            importlib.import_module("sklearn.feature_extraction.text"),
            importlib.import_module("sklearn.linear_model"),
        )
    except ImportError:
        return None


_LIBRARIES = _libraries()
"""Imported with this module, since that takes seconds: it belongs to the cold start, not to the first request."""


def read_rows(path: Path, *, text_column: str, label_column: str, rows_max: int) -> tuple[Row, ...]:
    """Read a training set.

    Args:
        path: a CSV file with a header, in UTF-8.
        text_column, label_column: which columns are read.
        rows_max: how long it can be.

    Raises:
        ConfigurationError: it cannot be read, lacks a column, is empty or too long.
    """
    rows: list[Row] = []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            missing = [name for name in (text_column, label_column) if name not in (reader.fieldnames or ())]
            if missing:
                raise ConfigurationError(f"{path}: there is no column {missing[0]!r}")
            for number, row in enumerate(reader, start=2):
                text, label = row[text_column], row[label_column]
                if not text or not label:
                    raise ConfigurationError(f"{path}: line {number} lacks a text or a label")
                if len(rows) == rows_max:
                    raise ConfigurationError(f"{path}: longer than {rows_max} rows")
                rows.append((text, label))
    except (OSError, ValueError, csv.Error) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    return tuple(rows)


def train(rows: Sequence[Row], *, version: str, features_max: int, seed: int) -> Model:
    """Return a model that was trained on ``rows``.

    Args:
        rows: texts with labels; at least two labels.
        version: what the model is called.
        features_max: how many terms it knows at most: the most frequent ones.
        seed: for everything that chance decides.

    Raises:
        ConfigurationError: scikit-learn is missing, or nothing can be learned from the rows.
    """
    if _LIBRARIES is None:
        raise ConfigurationError(
            "training needs scikit-learn: install windtunnel[embedded], or pin an artefact with EMBEDDED_DIGEST"
        )
    text, linear = _LIBRARIES
    vectorizer = text.TfidfVectorizer(analyzer=terms_of, max_features=features_max)
    classifier = linear.SGDClassifier(
        loss="log_loss", alpha=REGULARISATION, max_iter=PASSES_MAX, random_state=seed, n_jobs=1
    )
    try:
        features = vectorizer.fit_transform([row[0] for row in rows])
        classifier.fit(features, [row[1] for row in rows])
    except ValueError as error:
        raise ConfigurationError(f"nothing can be learned from {len(rows)} rows: {error}") from error
    weights, intercepts = _per_label(np.asarray(classifier.coef_), np.asarray(classifier.intercept_))
    return Model(
        version=version,
        labels=tuple(map(str, classifier.classes_)),
        terms=tuple(map(str, vectorizer.get_feature_names_out())),
        idf=np.asarray(vectorizer.idf_, dtype=np.float64),
        weights=weights,
        intercepts=intercepts,
        rows=len(rows),
    )


def _per_label(weights: Any, intercepts: Any) -> tuple[Any, Any]:
    """Return a row per label; of two labels scikit-learn keeps one row, that of the second."""
    if len(intercepts) == 1:
        return np.vstack([np.zeros_like(weights), weights]), np.concatenate([np.zeros(1), intercepts])
    return weights, intercepts
