"""sem-parameter-renamed."""

from __future__ import annotations

import pytest

from ..drifting import asked, get, make, pass_through


@pytest.mark.parametrize(
    ("query", "seen_by_desk"), [("status=new", ""), ("state=new", "status=new"), ("state=new&status=old", "status=new")]
)
def test_only_the_new_name_is_known(query: str, seen_by_desk: str) -> None:
    """The old one is ignored."""
    request, _ = asked("sem-parameter-renamed", get(query), parameter="status", to="state")
    assert request is not None
    assert request.query == seen_by_desk


def test_who_uses_the_new_name_is_not_struck() -> None:
    """Nothing was changed for them."""
    drift = make("sem-parameter-renamed", parameter="status", to="state")
    pass_through(drift, {}, "ListTickets", request=get("state=new"))
    assert drift.injected == 0
