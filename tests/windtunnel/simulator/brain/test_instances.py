"""The brain that knows nothing."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from tests.simulators.openai.desk import SCHEMA
from windtunnel.kernel.errors import UsageError
from windtunnel.simulator.brain import Question, make_brain


def answer(prompt: str, schema: Any = None, *, wants_json: bool = False, variant: str = "", seed: str = "7") -> str:
    """Return the answer to a prompt."""
    question = Question(prompt, prompt, schema, json.dumps(schema).encode(), wants_json, variant)
    return make_brain({}, seed, None).answer(question).text


def test_a_schema_gets_an_instance() -> None:
    """Valid, with every property, the same for the same question."""
    text = answer("a question", SCHEMA)
    assert jsonschema_rs.is_valid(SCHEMA, json.loads(text))
    assert text == answer("a question", SCHEMA)


def test_other_questions_variants_and_seeds_get_others() -> None:
    """Chance comes from the question."""
    texts = {answer(f"question {number}", SCHEMA) for number in range(5)}
    texts |= {answer("question 0", SCHEMA, variant=str(number)) for number in range(5)}
    texts |= {answer("question 0", SCHEMA, seed=str(number)) for number in range(5)}
    assert len(texts) > 12


def test_a_plain_question_gets_a_sentence_about_it() -> None:
    """It names a word that was said."""
    sentence = answer("parcel")
    assert "parcel" in sentence
    assert sentence.endswith(".")
    assert json.loads(answer("parcel", wants_json=True)) == {"answer": sentence}


def test_what_cannot_be_instantiated_is_an_empty_object() -> None:
    """A contradiction does not stop the service."""
    assert answer("x", {"type": "object", "required": ["a"], "additionalProperties": False}) == "{}"
    assert answer("x", {"$ref": "#/$defs/missing"}) == "{}"
    assert answer("x", {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}) == "{}"


def test_it_takes_no_options() -> None:
    """An option is a mistake, an unknown kind too."""
    with pytest.raises(UsageError, match="unknown option of the brain 'examples'"):
        make_brain({"kind": "instances", "examples": []}, "7", None)
    with pytest.raises(UsageError, match="did you mean 'examples'"):
        make_brain({"kind": "example"}, "7", None)
