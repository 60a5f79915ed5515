"""Refusals in the envelope of four keys."""

from __future__ import annotations

import pytest

from simulators.openai.refusals import reworded
from tests.simulators.openai.desk import Desk, error_of
from windtunnel.simulator import NotBuilt
from windtunnel.world.http import Request


def test_an_unknown_url_is_named(desk: Desk) -> None:
    """The envelope holds for paths that nobody serves."""
    response = desk.post("/fine_tuning_jobs", {})
    assert response.status == 404
    assert error_of(response) == {
        "message": "Invalid URL (POST /v1/fine_tuning_jobs)",
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }


@pytest.mark.parametrize("path", ["/fine_tuning/jobs", "/vector_stores", "/audio/speech", "/completions"])
def test_other_families_answer_501(desk: Desk, path: str) -> None:
    """Told apart from a wrong address, and not tried again by the vendor's clients."""
    response = desk.post(path, {})
    assert (response.status, error_of(response)["type"]) == (501, "not_implemented_error")
    assert error_of(response)["message"] == f"POST /v1{path} is not simulated"
    assert response.header("x-should-retry") == "false"


def test_a_wrong_method_is_405(desk: Desk) -> None:
    """The path is known, the method is not."""
    response = desk.send("PUT", "/embeddings", {})
    assert response.status == 405
    assert error_of(response)["message"] == "Not allowed to PUT on /v1/embeddings."


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, "invalid_request_error", None),
        (401, "invalid_request_error", "invalid_api_key"),
        (403, "request_forbidden", "unsupported_country_region_territory"),
        (404, "invalid_request_error", None),
        (409, "invalid_request_error", None),
        (422, "invalid_request_error", None),
        (429, "requests", "rate_limit_exceeded"),
        (500, "server_error", None),
        (502, "server_error", None),
        (503, "service_unavailable_error", "server_is_overloaded"),
    ],
)
def test_the_front_door_fails_in_the_vendors_words(desk: Desk, status: int, kind: str, code: str | None) -> None:
    """Every injected status has type and code of its own."""
    response = desk.system.error(status)
    error = error_of(response)
    assert (response.status, error["type"], error["code"], error["param"]) == (status, kind, code, None)


def test_a_server_error_names_its_request(desk: Desk) -> None:
    """The identifier in the message is the one in the header."""
    response = desk.system.error(500)
    assert response.header("x-request-id") in error_of(response)["message"]


def test_a_failing_front_door_may_ask_for_a_pause(desk: Desk) -> None:
    """The pause comes in seconds and in milliseconds."""
    response = desk.system.error(429, 1.5)
    assert (response.header("retry-after"), response.header("retry-after-ms")) == ("2", "1500")


def test_what_is_not_built_says_so() -> None:
    """501 is never disguised."""
    refused = reworded(NotBuilt("openai does not simulate this"), Request("GET", "/v1/x"), "req_1")
    assert (refused.status, refused.message) == (501, "openai does not simulate this")
