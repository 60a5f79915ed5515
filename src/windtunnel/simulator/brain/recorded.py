"""A brain that repeats: recorded answers by the prompt that they were given to, or by the nearest one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from windtunnel.kernel.errors import UsageError

from .instances import InstancesBrain
from .nearest import NearestTexts
from .question import Answer, Question
from .rows import column, only, rows_of

PLACE = "brain.answers"
REMEMBERED_MAX = 8192


class RecordedBrain:
    """Answers as was recorded.

    Args:
        recorded: pairs of prompt and answer.
        otherwise: answers what no recording is near to, and what has to be JSON when the recording is not.
    """

    def __init__(self, recorded: tuple[tuple[str, Answer], ...], otherwise: InstancesBrain) -> None:
        self._answers = [answer for _, answer in recorded]
        self._nearest = NearestTexts([prompt for prompt, _ in recorded])
        self._otherwise = otherwise
        self._known: dict[str, Answer | None] = {}

    @classmethod
    def of_options(cls, options: Mapping[str, Any], seed: str, root: Path | None) -> RecordedBrain:
        """Return the brain with ``answers``: rows, or a file, of ``prompt`` and ``answer`` (or ``refusal``).

        ``prompt`` and ``answer`` among the options name the columns when they are called otherwise.

        Raises:
            UsageError: an option is wrong, or there are no answers.
        """
        only(options, ("answers", "prompt", "answer"))
        prompt, answer = str(options.get("prompt", "prompt")), str(options.get("answer", "answer"))
        rows = rows_of(options.get("answers", ()), root, PLACE)
        if not rows:
            raise UsageError("a brain of kind 'recorded' needs answers", place=PLACE)
        pairs = tuple((column(row, prompt, PLACE), _recorded(row, answer)) for row in rows)
        return cls(pairs, InstancesBrain(seed))

    def answer(self, question: Question) -> Answer:
        """Return the answer that was recorded for this prompt or the nearest one."""
        known = self._find(question.text)
        fits = known is not None and (known.refused or not question.wants_json or _is_json(known.text))
        return known if known is not None and fits else self._otherwise.answer(question)

    def _find(self, text: str) -> Answer | None:
        if text not in self._known:
            if len(self._known) >= REMEMBERED_MAX:
                self._known.clear()
            found = self._nearest.find(text)
            self._known[text] = self._answers[found[0].index] if found else None
        return self._known[text]


def _recorded(row: Mapping[str, Any], name: str) -> Answer:
    if row.get("refusal"):
        return Answer(str(row["refusal"]), refused=True)
    if isinstance(row.get(name), dict | list):
        return Answer(orjson.dumps(row[name]).decode())
    return Answer(column(row, name, PLACE))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
