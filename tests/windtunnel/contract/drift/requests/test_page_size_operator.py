"""Which parameter asks for a page size."""

from __future__ import annotations

from ..drifting import asked, get, post


def test_the_contract_tells_the_parameter() -> None:
    """Of operations that list something."""
    request, _ = asked("sem-page-size-changed", get(), size=3)
    assert request is not None
    assert request.query == "per_page=3"


def test_an_operation_without_pages_is_left_alone() -> None:
    """Unless the parameter is given."""
    sent = post({})
    assert asked("sem-page-size-changed", sent)[0] is sent
    request, _ = asked("sem-page-size-changed", sent, parameter="limit")
    assert request is not None
    assert request.query == "limit=2"
