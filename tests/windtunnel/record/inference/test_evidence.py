"""What was seen, counted."""

from __future__ import annotations

from typing import Any

from windtunnel.record.inference.evidence import DISTINCT_MAX, Evidence, type_of


def test_values_are_counted_by_type_at_every_place() -> None:
    """Null is a sighting, an absent property is none."""
    evidence = Evidence()
    evidence.see({"a": 1, "b": [1.5, None]})
    evidence.see({"a": None})
    assert (evidence.count, evidence.types["object"]) == (2, 2)
    assert (evidence.properties["a"].count, evidence.properties["a"].nulls) == (2, 1)
    items = evidence.properties["b"].items
    assert items is not None
    assert items.types == {"number": 1, "null": 1}


def test_texts_are_remembered_up_to_a_limit() -> None:
    """That there were more is known."""
    evidence = Evidence()
    for number in range(DISTINCT_MAX + 1):
        evidence.see(f"t{number}")
    assert (len(evidence.texts), evidence.overflowed) == (DISTINCT_MAX, True)


def test_stand_ins_are_counted_apart() -> None:
    """They are evidence of no closed set."""
    evidence = Evidence()
    evidence.see("made", {"made"})
    assert evidence.redacted == 1


def test_evidence_of_several_places_is_joined() -> None:
    """As if all had been seen at one."""
    one, other, both = Evidence(), Evidence(), Evidence()
    for value in ({"a": ["x"]}, {"a": None, "b": "2026-11-21"}):
        both.see(value)
    one.see({"a": ["x"]})
    other.see({"a": None, "b": "2026-11-21"})
    one.join(other)
    assert one == both


def test_truth_values_are_no_numbers() -> None:
    """And whole numbers are integers."""
    values: list[Any] = [True, 1, 1.0, "", [], {}, None]
    assert [type_of(value) for value in values] == [
        "boolean", "integer", "number", "string", "array", "object", "null",
    ]  # fmt: skip
