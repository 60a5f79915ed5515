"""request-parameter-max-decreased."""

from __future__ import annotations

import pytest

from ..drifting import get, status


@pytest.mark.parametrize(("query", "expected"), [("per_page=11", 400), ("per_page=10", 200), ("per_page=x", 200)])
def test_larger_numbers_are_refused(query: str, expected: int) -> None:
    """What is no number is the system's affair."""
    assert status("request-parameter-max-decreased", get(query), parameter="per_page") == expected
