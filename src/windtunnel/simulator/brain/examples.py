"""A brain that knows labelled examples: it answers with the label of the nearest one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from random import Random
from typing import Any

import orjson

from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.randomness import derive

from .filling import Filling
from .nearest import NearestTexts, Neighbour
from .question import Answer, Question
from .rows import column, count_of, only, rows_of
from .verdict import Verdict, judge

LIMIT = 1500
REMEMBERED_MAX = 8192
PLACE = "brain.examples"
Example = tuple[str, str]


class ExamplesBrain:
    """Classifies by the nearest example.

    Args:
        examples: pairs of text and label.
        seed: for properties of a schema that a label does not tell.
    """

    def __init__(self, examples: tuple[Example, ...], seed: str = "") -> None:
        self._examples = examples
        self._seed = seed
        self._nearest = _index(tuple(text for text, _ in examples))
        self._commonest = Counter(label for _, label in examples).most_common(1)[0][0]
        self._fillings: dict[bytes, Filling] = {}
        self._rankings: dict[str, list[tuple[str, Neighbour]]] = {}
        self._answers: dict[tuple[str, bytes, bool, str], Answer] = {}

    @classmethod
    def of_options(cls, options: Mapping[str, Any], seed: str, root: Path | None) -> ExamplesBrain:
        """Return the brain with ``examples`` (rows, or a file), at most ``limit`` of them, evenly chosen.

        ``text`` and ``label`` name the columns when they are called otherwise.

        Raises:
            UsageError: an option is wrong, or there are no examples.
        """
        only(options, ("examples", "text", "label", "limit"))
        names = str(options.get("text", "text")), str(options.get("label", "label"))
        rows = _thinned(rows_of(options.get("examples", ()), root, PLACE), count_of(options, "limit", LIMIT))
        if not rows:
            raise UsageError("a brain of kind 'examples' needs examples", place=PLACE)
        examples = tuple((column(row, names[0], PLACE), column(row, names[1], PLACE)) for row in rows)
        return cls(examples, seed)

    def answer(self, question: Question) -> Answer:
        """Return the label in the shape that was asked for."""
        filling = self._filling(question) if question.schema is not None else None
        variant = question.variant if filling is not None and filling.makes_up else ""
        key = (question.text, question.schema_key, question.wants_json, variant)
        known = self._answers.get(key)
        if known is None:
            _make_room(self._answers)
            known = self._answers[key] = Answer(self._write(question, filling))
        return known

    def verdict(self, text: str, filling: Filling | None = None) -> Verdict:
        """Return what ``text`` is taken for, among the labels that a schema allows."""
        ranking = self._rankings.get(text)
        if ranking is None:
            _make_room(self._rankings)
            found = self._nearest.find(text)
            ranking = self._rankings[text] = [(self._examples[each.index][1], each) for each in found]
        labels = filling.labels if filling is not None else None
        return judge(ranking, self._commonest, labels, partial(self._nearest.shared_words, text))

    def _write(self, question: Question, filling: Filling | None) -> str:
        verdict = self.verdict(question.text, filling)
        if filling is not None:
            return filling.write(verdict, cache(partial(self._chance, question)))
        if question.wants_json:
            content = {"category": verdict.label, "confidence": verdict.confidence, "explanation": verdict.reason}
            return orjson.dumps(content).decode()
        return verdict.label

    def _chance(self, question: Question) -> Random:
        return Random(derive(self._seed, question.text, question.variant))  # noqa: S311 - simulation, not secrets

    def _filling(self, question: Question) -> Filling:
        filling = self._fillings.get(question.schema_key)
        if filling is None:
            assert question.schema is not None
            _make_room(self._fillings)
            filling = self._fillings[question.schema_key] = Filling(question.schema)
        return filling


@lru_cache(maxsize=16)
def _index(texts: tuple[str, ...]) -> NearestTexts:
    """Return the index of ``texts``, shared by all worlds that know the same examples."""
    return NearestTexts(texts)


def _thinned(rows: list[Mapping[str, Any]], limit: int) -> list[Mapping[str, Any]]:
    if len(rows) <= limit:
        return rows
    return [rows[index * len(rows) // limit] for index in range(limit)]


def _make_room(remembered: dict[Any, Any]) -> None:
    if len(remembered) >= REMEMBERED_MAX:
        remembered.clear()
