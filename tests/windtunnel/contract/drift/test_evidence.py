"""What a schema says of values."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.contract.drift import evidence


@pytest.mark.parametrize(
    ("schema", "stated"),
    [
        ({"type": "string"}, {"string"}),
        ({"type": ["string", "null"]}, {"string", "null"}),
        ({"type": "string", "nullable": True}, {"string", "null"}),
        ({"enum": ["a", 1, None]}, {"string", "integer", "null"}),
        ({"const": True}, {"boolean"}),
        ({"anyOf": [{"type": "string"}, {"allOf": [{"type": "object"}]}]}, {"string", "object"}),
        ({"properties": {}}, {"object"}),
        ({}, set()),
    ],
)
def test_types_are_stated_or_follow_from_values_and_parts(schema: dict[str, Any], stated: set[str]) -> None:
    """Nothing is stated by nothing."""
    assert evidence.types(schema) == stated


@pytest.mark.parametrize(
    ("schema", "name", "found"),
    [
        ({"type": "string", "format": "date-time"}, "", True),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "", True),
        ({"type": "string", "example": "2026-01-05T09:00:00Z"}, "", True),
        ({"type": "string", "examples": ["20260105"]}, "", False),
        ({"type": "string"}, "created_at", False),
    ],
)
def test_moments_are_known_by_format_or_example(schema: dict[str, Any], name: str, found: bool) -> None:
    """A name alone does not tell the notation."""
    assert evidence.moment(schema, name) is found


@pytest.mark.parametrize("name", ["id", "owner_id", "ticketIds", "Id", "AccountId", "sys_id", "issueKey", "gid", ""])
def test_ids_are_known_by_their_name(name: str) -> None:
    """Or may be ids where no name is known."""
    assert evidence.identifier({"type": "integer"}, name)


@pytest.mark.parametrize("name", ["paid", "total", "grid_width", "said"])
def test_other_names_are_not_ids(name: str) -> None:
    """Though letters are the same."""
    assert not evidence.identifier({"type": "integer"}, name)


def test_a_time_as_a_number_is_known_by_name_or_example() -> None:
    """Other numbers count."""
    assert evidence.epoch({"type": "integer"}, "updated_at")
    assert evidence.epoch({"type": "integer", "example": 1767603600}, "x")
    assert not evidence.epoch({"type": "integer", "example": 12}, "x")
    assert not evidence.epoch({"type": "string"}, "updated_at")


def test_links_and_fractions_are_known() -> None:
    """By format, example and type."""
    assert evidence.link({"type": "string", "format": "uri"}, "")
    assert evidence.link({"type": "string", "example": "https://a.test/"}, "")
    assert not evidence.link({"type": "string"}, "")
    assert evidence.fraction({"type": "number"}, "")
    assert not evidence.fraction({"type": "integer"}, "")


def test_free_text_has_no_notation_of_its_own() -> None:
    """An address of a page, a choice and a date have one."""
    assert evidence.free_text({"type": ["string", "null"]}, "")
    for schema in ({"type": "string", "format": "uri"}, {"enum": ["a"]}, {"type": "string", "format": "date"}):
        assert not evidence.free_text(schema, "")
