"""The vendor's envelope."""

from __future__ import annotations

import pytest

from simulators.anthropic.refusals import Refused, body_of, failing, reworded
from tests.simulators.anthropic.desk import Desk, message_of
from windtunnel.simulator import Problem


def test_the_envelope_carries_the_request() -> None:
    """Type, message, and a code only where there is one."""
    assert body_of(Refused("no"), "req_1") == {
        "type": "error",
        "error": {"type": "invalid_request_error", "message": "no"},
        "request_id": "req_1",
    }
    assert body_of(Refused("no", code="c"), "req_1")["error"]["details"] == {"error_code": "c"}


@pytest.mark.parametrize(
    ("status", "kind", "retry"),
    [
        (400, "invalid_request_error", "false"),
        (401, "authentication_error", "false"),
        (402, "billing_error", "false"),
        (403, "permission_error", "false"),
        (404, "not_found_error", "false"),
        (409, "conflict_error", "false"),
        (413, "request_too_large", "false"),
        (429, "rate_limit_error", "true"),
        (500, "api_error", "true"),
        (503, "api_error", "true"),
        (504, "timeout_error", "true"),
        (529, "overloaded_error", "true"),
    ],
)
def test_the_front_door_fails_in_the_vendors_words(desk: Desk, status: int, kind: str, retry: str) -> None:
    """Every status has its type, and says whether to try again."""
    response = desk.system.error(status, 20)
    assert (response.status, response.json()["error"]["type"]) == (status, kind)
    assert (response.header("retry-after"), response.header("x-should-retry")) == ("20", retry)
    assert response.header("request-id") == response.json()["request_id"]
    assert desk.system.error(status).header("retry-after") is None


def test_paths_methods_and_bodies(desk: Desk) -> None:
    """404, 405, and 400 for what is no JSON."""
    assert desk.get("/v1/nothing").status == 404
    assert desk.get("/v1/messages").status == 405
    broken = desk.send("POST", "/v1/messages", headers={"content-type": "application/json"}, content=b"{")
    assert broken.status == 400
    assert message_of(broken).startswith("The request body is not valid JSON")


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


def test_an_unknown_problem_has_its_status() -> None:
    """Nothing is invented for it."""
    problem = Problem("x")
    problem.status = 504
    assert vars(reworded(problem))["kind"] == failing(504).kind == "timeout_error"
