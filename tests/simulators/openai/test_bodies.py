"""Bodies that are no JSON, or not what the contract wants."""

from __future__ import annotations

import pytest

from tests.simulators.openai.desk import Desk, chat_body, error_of


@pytest.mark.parametrize("content", [b"{", b"[1, 2]", b'"text"', b"\xff\xfe"])
def test_what_is_no_json_object_is_not_understood(desk: Desk, content: bytes) -> None:
    """The vendor's sentence about the HTTP library comes with 400."""
    response = desk.send("POST", "/chat/completions", content=content)
    assert response.status == 400
    assert error_of(response)["message"].startswith("We could not parse the JSON body of your request.")


def test_an_empty_body_lacks_what_is_required(desk: Desk) -> None:
    """No body is an empty object."""
    error = error_of(desk.send("POST", "/chat/completions"))
    assert (error["code"], error["param"]) == ("missing_required_parameter", "model")


def test_an_unknown_parameter_is_refused(desk: Desk) -> None:
    """A misspelt parameter is named."""
    error = error_of(desk.chat(temprature=0))
    assert error["message"] == "Unknown parameter: 'temprature'."
    assert (error["param"], error["code"]) == ("temprature", "unknown_parameter")


def test_the_body_of_a_batch_line_is_checked_alike(desk: Desk) -> None:
    """The same check serves every way in."""
    assert desk.post("/chat/completions", chat_body(n=0)).status == 400
