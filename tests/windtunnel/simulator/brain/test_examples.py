"""The brain that knows examples."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.simulators.openai.desk import EXAMPLES, SCHEMA
from windtunnel.kernel.errors import UsageError
from windtunnel.simulator.brain import Question, make_brain
from windtunnel.simulator.brain.examples import ExamplesBrain


def brain(**options: Any) -> ExamplesBrain:
    """Return a brain of this kind."""
    made = make_brain({"kind": "examples", "examples": EXAMPLES, **options}, "7", None)
    assert isinstance(made, ExamplesBrain)
    return made


def ask(text: str, schema: Any = None, *, wants_json: bool = False) -> Question:
    """Return a question."""
    key = json.dumps(schema).encode() if schema else b""
    return Question(text, text, schema, key, wants_json or schema is not None)


def test_the_nearest_example_answers() -> None:
    """In the shape of the schema, its words named."""
    answered = json.loads(brain().answer(ask("the card was charged again", SCHEMA)).text)
    assert answered["category"] == "billing"
    assert 0.5 < answered["confidence"] < 1
    assert "'charged'" in answered["explanation"]


def test_without_a_schema_the_label_is_the_answer() -> None:
    """Or an object with it, when JSON is wanted."""
    assert brain().answer(ask("where is the parcel")).text == "delivery"
    assert json.loads(brain().answer(ask("where is the parcel", wants_json=True)).text)["category"] == "delivery"


def test_the_same_question_is_answered_from_memory() -> None:
    """The very same object comes back; another schema is another question."""
    known = brain()
    assert known.answer(ask("card", SCHEMA)) is known.answer(ask("card", SCHEMA))
    other = {**SCHEMA, "title": "other"}
    assert known.answer(ask("card", SCHEMA)) is not known.answer(ask("card", other))


def test_variants_differ_in_what_is_made_up() -> None:
    """What the examples tell stays the same."""
    schema = {"type": "object", "properties": {"category": {"enum": ["billing"]}, "note": {"type": "string"}}}
    known, texts = brain(), set()
    for variant in "abcdef":
        question = Question("card", "card", schema, b"k", True, variant)
        texts.add(known.answer(question).text)
    assert len(texts) > 1
    assert {json.loads(text)["category"] for text in texts} == {"billing"}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_examples_come_from_files(tmp_path: Path, suffix: str) -> None:
    """CSV with a header line or JSON Lines, with columns of any name."""
    file = tmp_path / f"known{suffix}"
    rows = [{"question": each["text"], "intent": each["label"]} for each in EXAMPLES]
    if suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, ["question", "intent"])
            writer.writeheader()
            writer.writerows(rows)
    else:
        file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    known = brain(examples=str(file), text="question", label="intent")
    assert known.answer(ask("Where is my parcel?")).text == "delivery"


def test_a_path_may_be_relative_to_the_project(tmp_path: Path) -> None:
    """When it leads nowhere from the working directory."""
    (tmp_path / "known.csv").write_text("text,label\nhello,greeting\n", encoding="utf-8")
    made = make_brain({"kind": "examples", "examples": "known.csv"}, "7", tmp_path)
    assert made.answer(ask("hello")).text == "greeting"


def test_a_limit_chooses_evenly() -> None:
    """A sorted file keeps all of its labels."""
    rows = [{"text": f"word{number}", "label": f"label{number // 10}"} for number in range(100)]
    known = brain(examples=rows, limit=10)
    assert {known.answer(ask(f"word{number * 10}")).text for number in range(10)} == {f"label{n}" for n in range(10)}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"examples": []}, "needs examples"),
        ({"examples": 4}, "expected a list of mappings"),
        ({"examples": [{"text": "a"}]}, "no column 'label'"),
        ({"limit": 0}, "positive whole number"),
        ({"limits": 5}, "did you mean 'limit'"),
        ({"examples": "missing.csv"}, "cannot be read"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], told: str) -> None:
    """The message says which and why."""
    with pytest.raises(UsageError, match=told):
        brain(**options)
