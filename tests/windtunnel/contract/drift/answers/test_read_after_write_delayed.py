"""sem-read-after-write-delayed."""

from __future__ import annotations

import pytest

from windtunnel.contract.drift import Drift
from windtunnel.world.http import Request

from ..drifting import make, pass_through, post


def read(drift: Drift, at: float, path: str = "/tickets/7.json") -> int:
    """Return the status of a read."""
    _, outcome, _ = pass_through(drift, {"ticket": {"id": 7}}, at=at, request=Request("GET", path))
    assert outcome.response is not None
    return outcome.response.status


@pytest.mark.parametrize("body", [{"ticket": {"id": 7}}, {"id": "7"}])
def test_what_was_created_is_not_found_for_a_while(body: object) -> None:
    """Other records are."""
    drift = make("sem-read-after-write-delayed", seconds=5)
    pass_through(drift, body, "CreateTicket", request=post({}))
    assert [read(drift, at) for at in (0.0, 4.9, 5.0)] == [404, 404, 200]
    assert read(drift, 0.0, "/tickets/8") == 200
    assert drift.injected == 2


@pytest.mark.parametrize("body", [[1], {"ok": True}, {"id": None}])
def test_a_creation_without_an_id_is_not_remembered(body: object) -> None:
    """Nothing is hidden."""
    drift = make("sem-read-after-write-delayed")
    pass_through(drift, body, "CreateTicket", request=post({}))
    assert read(drift, 0.0) == 200
