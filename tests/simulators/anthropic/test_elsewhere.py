"""What the vendor serves and this simulator does not."""

from __future__ import annotations

import pytest

from tests.simulators.anthropic.desk import Desk


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/v1/skills"),
        ("POST", "/v1/sessions/s/events"),
        ("GET", "/v1/organizations/users"),
        ("POST", "/v1/complete"),
    ],
)
def test_other_families_answer_501(desk: Desk, method: str, target: str) -> None:
    """Told apart from a wrong path."""
    response = desk.send(method, target)
    assert (response.status, response.json()["error"]["type"]) == (501, "not_implemented_error")


@pytest.mark.parametrize("target", ["/v1/skill", "/skills", "/v1", "/", "/v2/messages"])
def test_paths_that_nobody_serves_answer_404(desk: Desk, target: str) -> None:
    """Like at the vendor."""
    assert desk.get(target).status == 404
