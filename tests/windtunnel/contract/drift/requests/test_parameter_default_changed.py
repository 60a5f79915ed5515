"""request-parameter-default-value-changed."""

from __future__ import annotations

import pytest

from ..drifting import asked, get


@pytest.mark.parametrize(
    ("query", "seen_by_desk"), [("", "status=new"), ("a=b", "a=b&status=new"), ("status=", "status=")]
)
def test_what_is_not_given_counts_as_the_new_default(query: str, seen_by_desk: str) -> None:
    """What is given counts."""
    options = {"parameter": "status", "value": "new", "operations": ["ListTickets"]}
    request, _ = asked("request-parameter-default-value-changed", get(query), **options)
    assert request is not None
    assert request.query == seen_by_desk
