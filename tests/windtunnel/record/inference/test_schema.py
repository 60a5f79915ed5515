"""Schemas from evidence."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windtunnel.record.inference.evidence import Evidence
from windtunnel.record.inference.schema import schema_of
from windtunnel.record.inference.thresholds import Thresholds


def schema(*values: Any, name: str = "", stand_ins: tuple[str, ...] = (), limits: Thresholds | None = None) -> Any:
    """Return the schema of values."""
    evidence = Evidence()
    for value in values:
        evidence.see(value, stand_ins)
    return schema_of(evidence, limits or Thresholds(), name)


def test_a_property_is_required_only_after_enough_sightings() -> None:
    """And only when it was always there; counts are told."""
    assert "required" not in schema({"a": 1}, {"a": 1})
    found = schema({"a": 1, "b": 1}, {"a": None}, {"a": 1})
    assert found["required"] == ["a"]
    assert found["properties"]["a"]["x-seen"] == {"count": 3, "null": 1, "absent": 0}
    assert found["properties"]["b"]["x-seen"] == {"count": 1, "null": 0, "absent": 2}


def test_null_and_numbers_widen_a_type() -> None:
    """A whole number among fractions is a number; without a choice of schemas."""
    assert schema(1, 2)["type"] == "integer"
    assert schema(1, 2.5)["type"] == "number"
    assert schema("a", None)["type"] == ["string", "null"]
    assert schema("a", 1)["type"] == ["string", "integer"]


def test_a_format_needs_enough_texts_that_all_have_it() -> None:
    """One that has not takes it away."""
    days = ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert schema(*days)["format"] == "date"
    assert "format" not in schema(*days[:2])
    assert "format" not in schema(*days, "soon")


def test_a_closed_set_needs_many_sightings_of_few_texts() -> None:
    """Each seen more than once."""
    many = ["open", "closed"] * 10
    assert schema(*many, name="status")["enum"] == ["closed", "open"]
    assert schema(*many, None, name="status")["enum"] == ["closed", "open", None]
    assert "enum" not in schema(*many[:18], name="status")
    assert "enum" not in schema(*many, "pending", name="status")
    assert "enum" not in schema(*[f"s{chr(97 + n)}x" for n in range(9)] * 3, name="status")


@pytest.mark.parametrize(
    ("values", "name", "stand_ins"),
    [
        (["open", "closed"] * 10, "ticket_id", ()),
        (["open", "closed"] * 10, "status", ("open",)),
        (["A-1001", "A-1002"] * 10, "status", ()),
        (["two words", "more words"] * 10, "status", ()),
        (["", "x"] * 10, "status", ()),
    ],
)
def test_ids_texts_and_stand_ins_are_no_closed_set(values: list[str], name: str, stand_ins: tuple[str, ...]) -> None:
    """However few there were."""
    assert "enum" not in schema(*values, name=name, stand_ins=stand_ins)


def test_keys_that_are_data_make_a_map() -> None:
    """Ids as keys, or many keys of which each object has few."""
    found = schema({"17": {"a": 1}, "18": {"a": 2}})
    assert "properties" not in found
    assert found["additionalProperties"]["properties"]["a"]["x-seen"]["count"] == 2
    words = [f"k{chr(97 + n)}{chr(98 + n)}" for n in range(20)]
    assert "additionalProperties" in schema(*[{word: 1} for word in words])
    assert "additionalProperties" not in schema(dict.fromkeys(words, 1))


def test_users_choose_how_much_evidence_is_enough() -> None:
    """Every threshold counts."""
    limits = Thresholds(required_sightings=1, format_sightings=1, enum_sightings=2, enum_repeats=1, map_keys=2)
    assert schema({"a": 1}, limits=limits)["required"] == ["a"]
    assert schema("2026-11-21", limits=limits)["format"] == "date"
    assert schema("open", "open", limits=limits)["enum"] == ["open"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text("ab1", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab1", max_size=2), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(JSON, min_size=1, max_size=25))
def test_whatever_was_seen_fits_the_schema(values: list[Any]) -> None:
    """A contract never contradicts its own recordings."""
    limits = Thresholds(required_sightings=1, format_sightings=1, enum_sightings=2, enum_repeats=1, map_keys=3)
    validator = jsonschema_rs.Draft202012Validator(schema(*values, limits=limits))
    assert [value for value in values if not validator.is_valid(value)] == []
