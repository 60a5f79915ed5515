"""sem-personal-data-masked."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("text", "masked"), [("jane@example.org", "j***@example.org"), ("Jane Doe", "J*** D***"), ("", "")]
)
def test_first_letters_are_left(text: str, masked: str) -> None:
    """And the domain of an address."""
    assert shown("sem-personal-data-masked", "requester", text) == masked
