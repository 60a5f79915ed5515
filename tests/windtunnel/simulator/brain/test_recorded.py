"""The brain that repeats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.simulators.openai.desk import SCHEMA
from windtunnel.kernel.errors import UsageError
from windtunnel.simulator.brain import Question, make_brain
from windtunnel.simulator.brain.question import Answer

ANSWERS = [
    {"prompt": "Where is my parcel?", "answer": "It was shipped."},
    {"prompt": "Sort this: card charged", "answer": {"category": "billing"}},
    {"prompt": "Tell me a secret", "refusal": "I cannot do that."},
]


def answer(text: str, schema: Any = None, **options: Any) -> Answer:
    """Return the answer to a text."""
    question = Question(text, text, schema, json.dumps(schema).encode(), schema is not None)
    return make_brain({"kind": "recorded", "answers": ANSWERS, **options}, "7", None).answer(question)


def test_the_same_prompt_gets_its_answer() -> None:
    """Texts as texts, objects as JSON, refusals as refusals."""
    assert answer("where is  MY parcel?") == Answer("It was shipped.")
    assert answer("Sort this: card charged", SCHEMA) == Answer('{"category":"billing"}')
    assert answer("Tell me a secret") == Answer("I cannot do that.", refused=True)


def test_the_nearest_prompt_stands_in() -> None:
    """For a prompt that was never recorded."""
    assert answer("Where could my parcel be?").text == "It was shipped."


def test_what_is_near_to_nothing_is_made_up() -> None:
    """So is JSON, where the recording is none."""
    assert answer("Žádná společná slova").text.endswith(".")
    properties = SCHEMA["properties"]
    assert isinstance(properties, dict)
    assert set(json.loads(answer("Where is my parcel?", SCHEMA).text)) == set(properties)


def test_answers_come_from_a_file(tmp_path: Path) -> None:
    """JSON Lines, with columns of any name."""
    file = tmp_path / "recorded.jsonl"
    file.write_text('{"in": "hello", "out": "good morning"}\n', encoding="utf-8")
    assert answer("hello", answers=str(file), prompt="in", answer="out").text == "good morning"


@pytest.mark.parametrize(("options", "told"), [({"answers": []}, "needs answers"), ({"answer": "x"}, "no column 'x'")])
def test_wrong_options_are_refused(options: dict[str, Any], told: str) -> None:
    """The message says which and why."""
    with pytest.raises(UsageError, match=told):
        answer("hello", **options)
