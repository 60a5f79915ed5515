"""sem-status-remapped."""

from __future__ import annotations

import pytest

from windtunnel.world.http import json_response

from ..drifting import answered


@pytest.mark.parametrize(("status", "other"), [(404, 410), (429, 503), (200, 200)])
def test_refusals_have_another_status(status: int, other: int) -> None:
    """With their body."""
    answer = answered("sem-status-remapped", json_response({"error": 1}, status))
    assert (answer.status, answer.json()) == (other, {"error": 1})


def test_the_statuses_can_be_chosen() -> None:
    """Success too."""
    assert answered("sem-status-remapped", json_response({}, 201), statuses={201: 200}).status == 200
