"""What a schema says."""

from __future__ import annotations

import pytest

from windtunnel.contract.diff.schema import (
    accepts_anything,
    is_bare_null,
    own_differences,
    required,
    restricts_alike,
    same_value,
    single,
    types,
)


def test_one_type_may_be_written_as_a_list() -> None:
    """And a schema may name none."""
    assert types({"type": "string"}) == types({"type": ["string"]}) == ("string",)
    assert types({}) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"nullable": False}, {}),
        ({"minLength": 0}, {}),
        ({"required": ["b", "a"]}, {"required": ["a", "b"]}),
        ({"type": "string"}, {"type": ["string"]}),
        ({"description": ""}, {}),
        ({"maximum": 1}, {"maximum": 1.0}),
    ],
)
def test_notation_is_no_difference(old: dict[str, object], new: dict[str, object]) -> None:
    """What says what is the case anyway says nothing."""
    assert own_differences(old, new) == set()


def test_differences_of_subschemas_are_not_its_own() -> None:
    """A switch is."""
    assert own_differences({"items": {"type": "string"}}, {"items": {"type": "integer"}}) == set()
    assert own_differences({"additionalProperties": True}, {"additionalProperties": False}) == {"additionalProperties"}


def test_json_tells_one_from_true() -> None:
    """At every depth."""
    assert same_value([1, {"a": 2}], [1.0, {"a": 2}])
    assert not same_value([1], [True])
    assert not same_value({"a": 0}, {"a": False})


def test_words_restrict_nothing() -> None:
    """And neither does the schema ``true``."""
    assert accepts_anything({"title": "t", "default": 1, "nullable": False})
    assert accepts_anything(schema=True)
    assert not accepts_anything({"type": "object"})
    assert not accepts_anything(schema=False)


def test_null_and_nothing_else() -> None:
    """However it is described."""
    assert is_bare_null({"type": "null", "description": "none"})
    assert not is_bare_null({"type": ["null", "string"]})


def test_restrictions_compare_without_words() -> None:
    """And without the keywords that are compared elsewhere."""
    assert restricts_alike({"type": "string", "title": "a"}, {"type": "array"}, without={"type"})
    assert not restricts_alike({"minLength": 1}, {}, without={"type"})


def test_a_switch_is_no_schema() -> None:
    """But ``items: false`` is one."""
    assert single({"additionalProperties": False}, "additionalProperties") is None
    assert single({"items": False}, "items") is False


def test_malformed_keywords_say_nothing() -> None:
    """They are somebody else's finding."""
    assert required({"required": "a"}) == frozenset()
    assert types({"type": 5}) == ()
