"""API keys, organizations and projects."""

from __future__ import annotations

import pytest

from simulators.openai.accounts import masked
from tests.simulators.openai.desk import Desk, error_of


def test_a_wrong_key_is_refused_and_never_repeated(desk: Desk) -> None:
    """The message shows the prefix and the last four characters, nothing between."""
    wrong = "sk-proj-" + "a" * 44 + "WXYZ"
    response = desk.send("GET", "/models", headers={"authorization": f"Bearer {wrong}"})
    error = error_of(response)
    assert (response.status, error["code"], error["type"]) == (401, "invalid_api_key", "invalid_request_error")
    assert f"sk-proj-{'*' * 44}WXYZ" in error["message"]
    assert wrong.encode() not in response.body


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer "])
def test_a_missing_key_has_a_message_of_its_own(desk: Desk, header: str) -> None:
    """Without a bearer token the code is null."""
    error = error_of(desk.send("GET", "/models", headers={"authorization": header}))
    assert error["code"] is None
    assert error["message"].startswith("You didn't provide an API key.")


@pytest.mark.parametrize(("header", "name"), [("openai-organization", "organization"), ("openai-project", "project")])
def test_an_account_that_is_not_the_keys_is_refused(desk: Desk, header: str, name: str) -> None:
    """A named organization or project has to be the one of the key."""
    right = desk.system.credentials[name]
    assert desk.send("GET", "/models", headers={header: right}).status == 200
    error = error_of(desk.send("GET", "/models", headers={header: "someone-else"}))
    assert error["code"] == f"mismatched_{name}"


@pytest.mark.parametrize("key", ["short", "sk-proj-abcd", "sk-1234567890", "a-password-of-somebody"])
def test_masking_hides_most_of_any_key(key: str) -> None:
    """However short a key is, it is never shown whole."""
    shown = masked(key)
    assert len(shown) == len(key)
    assert shown.count("*") >= 4
    assert key not in shown
