"""Bodies: too long, empty, or asking for what is not simulated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.anthropic.desk import Desk, held_to, message_body, message_of, text_of, tool


def test_a_body_that_is_too_long() -> None:
    """413, before anything else is looked at."""
    response = Desk({"message_bytes_max": 100}).ask("x" * 200)
    assert (response.status, response.json()["error"]["type"]) == (413, "request_too_large")


def test_an_empty_body_lacks_everything(desk: Desk) -> None:
    """It is an empty object."""
    assert message_of(desk.send("POST", "/v1/messages")) == "model: Field required"


@pytest.mark.parametrize(
    "more",
    [
        {"container": "c"},
        {"mcp_servers": []},
        {"thread": {"type": "create"}},
        {"diagnostics": {"previous_message_id": None}},
        {"inference_geo": "us"},
        {"speed": "fast"},
        {"thinking": {"type": "between_tools"}},
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
        {"tools": [tool(defer_loading=True)]},
        {"messages": [{"role": "user", "content": [{"type": "container_upload", "file_id": "f"}]}]},
        {"messages": [{"role": "user", "content": [{"type": "web_search_tool_result"}]}]},
    ],
)
def test_what_is_not_simulated_is_refused(desk: Desk, more: dict[str, Any]) -> None:
    """501 and no word of invalid input; a client does not repeat it."""
    response = desk.ask(**more)
    assert (response.status, response.json()["error"]["type"]) == (501, "not_implemented_error")
    assert "is not simulated" in message_of(response)
    assert response.header("x-should-retry") == "false"


def test_a_client_is_told_to_go_on_without_a_thread(desk: Desk) -> None:
    """The vendor's own code for a conversation that its server cannot hold; other parameters have none."""
    error = desk.ask(thread={"type": "create"}).json()["error"]
    assert error["details"] == {"error_code": "thread_unsupported_request"}
    assert "details" not in desk.ask(container="c").json()["error"]


def test_the_format_of_answers_had_another_place(sorter: Desk) -> None:
    """On the top level, in a beta; without it the parameter is unknown."""
    body = message_body(output_format=held_to()["format"])
    answer = sorter.post("/v1/messages", body, anthropic_beta="structured-outputs-2025-11-13")
    assert text_of(answer).startswith('{"category":"billing"')
    wrong = sorter.post("/v1/messages", body | {"output_config": "x"}, anthropic_beta="structured-outputs-2025-11-13")
    assert wrong.status == 400
    assert message_of(sorter.post("/v1/messages", body)) == "output_format: Extra inputs are not permitted"


def test_what_says_nothing_is_taken(desk: Desk) -> None:
    """Null, and the usual speed."""
    assert desk.ask(speed="standard").status == 200
    assert desk.post("/v1/messages", {**desk.last.json(), "speed": None}).status == 200
