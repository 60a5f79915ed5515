"""Training with scikit-learn."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.offline_scoring import training
from adapters.patterns.offline_scoring.model import Model, terms_of
from adapters.patterns.offline_scoring.training import Row, read_rows, train

ROWS: tuple[Row, ...] = (
    ("the cat says meow", "cat"),
    ("a purring cat", "cat"),
    ("the dog says woof", "dog"),
    ("a barking dog", "dog"),
    ("one little fish", "fish"),
    ("a fish in the water", "fish"),
)


def trained(rows: tuple[Row, ...] = ROWS, features_max: int = 100) -> Model:
    """Train with a fixed seed."""
    return train(rows, version="1", features_max=features_max, seed=7)


def test_a_model_knows_what_it_was_taught_and_is_the_same_every_time() -> None:
    """The same rows and the same seed give the same digest."""
    found = trained()
    assert [found.score(text).label for text, _ in ROWS] == [label for _, label in ROWS]
    assert (found.labels, found.rows, found.digest) == (("cat", "dog", "fish"), 6, trained().digest)


def test_its_numbers_are_those_of_scikit_learn() -> None:
    """The features that are computed here are those that it was trained on."""
    text, _ = training._LIBRARIES or (None, None)
    assert text is not None
    vectorizer = text.TfidfVectorizer(analyzer=terms_of, max_features=100)
    features = vectorizer.fit_transform([row[0] for row in ROWS])
    found = trained()
    for row, (words, _) in enumerate(ROWS):
        own = found._features(words)
        theirs = features[row].tocoo()
        assert own == pytest.approx(dict(zip(theirs.col.tolist(), theirs.data.tolist(), strict=True)))


def test_two_labels_have_a_row_each() -> None:
    """Although scikit-learn keeps one."""
    found = trained(ROWS[:4])
    assert found.weights.shape[0] == 2
    assert [found.score(text).label for text, _ in ROWS[:4]] == ["cat", "cat", "dog", "dog"]


def test_the_number_of_terms_is_bounded() -> None:
    """And with it the memory."""
    assert len(trained(features_max=5).terms) == 5


@pytest.mark.parametrize("rows", [(), ROWS[:2], (("?", "cat"), ("!", "dog"))])
def test_rows_that_teach_nothing_are_refused(rows: tuple[Row, ...]) -> None:
    """No rows, one label, no words."""
    with pytest.raises(ConfigurationError, match="nothing can be learned"):
        trained(rows)


def test_without_scikit_learn_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what else helps."""
    monkeypatch.setattr(training, "_LIBRARIES", None)
    with pytest.raises(ConfigurationError, match=r"windtunnel\[embedded\]"):
        trained()


def test_a_library_that_is_missing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the import of the module."""

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("adapters.patterns.offline_scoring.training.importlib.import_module", missing)
    assert training._libraries() is None


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("text,label\nx,y\n", "no column 'category'"),
        ("", "no column 'text'"),
        ("text,category\nx,y\nx,\n", "line 3 lacks"),
        ("text,category\nx,y\nx,y\nx,y\n", "longer than 2"),
        ('text,category\n"x,y\n', "cannot be read"),
    ],
)
def test_a_training_set_that_is_wrong_is_refused_by_its_place(tmp_path: Path, content: str, complaint: str) -> None:
    """File, line and what is wrong."""
    path = tmp_path / "rows.csv"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match=complaint):
        read_rows(path, text_column="text", label_column="category", rows_max=2)


def test_a_training_set_is_read(tmp_path: Path) -> None:
    """By the names of its columns, in its own order."""
    path = tmp_path / "rows.csv"
    path.write_text("category,other,text\ny,1,größe\n", encoding="utf-8")
    assert read_rows(path, text_column="text", label_column="category", rows_max=1) == (("größe", "y"),)
