"""What texts look like."""

from __future__ import annotations

import pytest

from windtunnel.record.inference.texts import formats_of, id_shape, is_identifying


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("7", "integer"),
        ("123e4567-e89b-12d3-a456-426614174000", "uuid"),
        ("ann@acme.org", "email"),
        ("0015g00000ABCDEAA2", "opaque"),
        ("PROJ-12", "opaque"),
        ("cus_9s6XKzkNRiz8i3", "opaque"),
        ("v2", ""),
        ("V1beta2", ""),
        ("2024-01", ""),
        ("1.0", ""),
        ("oauth2", ""),
        ("tickets", ""),
        ("a b1", ""),
        ("", ""),
    ],
)
def test_ids_are_told_from_words_and_versions(text: str, shape: str) -> None:
    """A version in a path is a word."""
    assert id_shape(text) == shape


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("2026-11-21T13:00:00Z", ["date-time"]),
        ("2026-11-21T13:00:00.123+01:00", ["date-time"]),
        ("2026-11-21 13:00", []),
        ("2026-11-21", ["date"]),
        ("2026-13-21", []),
        ("ann@acme.org", ["email"]),
        ("https://x.example/a", ["uri"]),
        ("x.example/a", []),
    ],
)
def test_formats_are_those_of_json_schema(text: str, formats: list[str]) -> None:
    """Whole texts only."""
    assert formats_of(text) == formats


@pytest.mark.parametrize(
    ("name", "identifying"), [("ticketId", True), ("self_url", True), ("ids", True), ("status", False)]
)
def test_fields_that_name_things_have_no_closed_set_of_values(name: str, identifying: bool) -> None:
    """By their last word."""
    assert is_identifying(name) is identifying
