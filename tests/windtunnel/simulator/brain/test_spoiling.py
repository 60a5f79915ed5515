"""Spoiling texts."""

from __future__ import annotations

import json
from random import Random

import jsonschema_rs
import pytest

from tests.simulators.openai.desk import SCHEMA
from windtunnel.simulator.brain.spoiling import (
    changed_slightly,
    cut_in_the_middle,
    emptied,
    otherwise_sure,
    outside_schema,
)

GOOD = json.dumps({"category": "billing", "confidence": 0.62, "explanation": "It shares 'card'."})
NESTED = {"type": "object", "properties": {"items": {"type": "array", "items": SCHEMA}}}


def fits(text: str) -> bool:
    """Tell whether a text follows the schema."""
    return bool(jsonschema_rs.is_valid(SCHEMA, json.loads(text)))


@pytest.mark.parametrize("seed", range(30))
def test_outside_the_schema_is_json_that_breaks_it(seed: int) -> None:
    """Always valid JSON, never a valid instance."""
    assert not fits(outside_schema(GOOD, SCHEMA, Random(seed)))


def test_the_breaks_are_of_all_kinds() -> None:
    """An unknown category, a number out of bounds, a missing property."""
    texts = [json.loads(outside_schema(GOOD, SCHEMA, Random(seed))) for seed in range(60)]
    assert any(each.get("category") == "miscellaneous_inquiry" for each in texts)
    assert any(each.get("confidence") == 7.3 for each in texts)
    assert any("category" not in each for each in texts)
    assert any(isinstance(each.get("explanation"), dict) for each in texts)


@pytest.mark.parametrize("seed", range(10))
def test_nonsense_follows_the_schema_and_is_sure_of_it(seed: int) -> None:
    """Another category, high confidence, a reason that fits the wrong answer."""
    text = otherwise_sure(GOOD, SCHEMA, Random(seed))
    assert fits(text)
    spoiled = json.loads(text)
    assert spoiled["category"] != "billing"
    assert spoiled["confidence"] == 0.97
    assert spoiled["category"] in spoiled["explanation"]


def test_a_new_version_answers_much_the_same() -> None:
    """Always within the schema; numbers and words differ a little, a label now and then."""
    texts = [json.loads(changed_slightly(GOOD, SCHEMA, Random(seed))) for seed in range(100)]
    assert all(jsonschema_rs.is_valid(SCHEMA, each) for each in texts)
    assert all(0.55 < each["confidence"] <= 0.62 for each in texts)
    assert 0 < sum(each["category"] != "billing" for each in texts) < 30
    assert texts[0]["explanation"] == "Overall: It shares 'card'."


def test_values_deep_inside_are_spoiled_too() -> None:
    """Through lists and objects."""
    text = otherwise_sure(json.dumps({"items": [json.loads(GOOD)]}), NESTED, Random(1))
    assert json.loads(text)["items"][0]["category"] != "billing"


def test_plain_texts_are_spoiled_as_texts() -> None:
    """Cut, emptied, replaced, extended; breaking a schema needs one."""
    assert cut_in_the_middle("abcdef", None, Random(1)) == "abc"
    assert emptied("abc", None, Random(1)) == ""
    assert otherwise_sure("abc", None, Random(1)) != "abc"
    assert changed_slightly("abc", None, Random(1)).startswith("abc ")
    assert outside_schema("abc", None, Random(1)) == "abc"
    assert outside_schema("no json", SCHEMA, Random(1)) == "no json"


def test_whole_percentages_stay_whole() -> None:
    """An integer of up to 100 becomes another one."""
    schema = {"type": "object", "properties": {"confidence": {"type": "integer", "maximum": 100}}}
    assert json.loads(otherwise_sure('{"confidence": 40}', schema, Random(1))) == {"confidence": 97}
    assert json.loads(changed_slightly('{"confidence": 40}', schema, Random(1))) == {"confidence": 40}
