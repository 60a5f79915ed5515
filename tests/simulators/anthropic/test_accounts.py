"""Keys, in either header, and the workspace beside them."""

from __future__ import annotations

import pytest

from tests.simulators.anthropic.desk import Desk, message_of


def test_no_key(desk: Desk) -> None:
    """The vendor names the older header."""
    response = desk.send("GET", "/v1/models", headers={"x-api-key": ""})
    assert (response.status, message_of(response)) == (401, "x-api-key header is required")


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"x-api-key": "nonsense"}, "invalid x-api-key"),
        ({"x-api-key": "žluťoučký"}, "invalid x-api-key"),
        ({"x-api-key": "", "authorization": "Bearer nonsense"}, "Invalid bearer token"),
        ({"x-api-key": "", "authorization": "Basic abc"}, "x-api-key header is required"),
    ],
)
def test_a_wrong_key(desk: Desk, headers: dict[str, str], message: str) -> None:
    """Each header has a message of its own."""
    response = desk.send("GET", "/v1/models", headers=headers)
    assert (response.status, message_of(response)) == (401, message)
    assert response.json()["error"]["type"] == "authentication_error"


def test_the_key_as_bearer(desk: Desk) -> None:
    """As newer clients send it."""
    bearer = {"x-api-key": "", "authorization": f"Bearer {desk.system.credentials['api_key']}"}
    assert desk.send("GET", "/v1/models", headers=bearer).status == 200


@pytest.mark.parametrize(
    ("target", "credential"),
    [("/v1/models", "admin_key"), ("/v1/organizations/me", "api_key")],
)
def test_the_other_kind_of_key(desk: Desk, target: str, credential: str) -> None:
    """An admin key is for the organization, and nothing else is."""
    response = desk.send("GET", target, headers={"x-api-key": desk.system.credentials[credential]})
    assert response.status == 401


def test_the_workspace_must_be_the_keys_own(desk: Desk) -> None:
    """It may be named, and not be another one."""
    own = {"anthropic-workspace-id": desk.system.credentials["workspace"]}
    assert desk.send("GET", "/v1/models", headers=own).status == 200
    other = desk.send("GET", "/v1/models", headers={"anthropic-workspace-id": "wrkspc_other"})
    assert (other.status, other.json()["error"]["type"]) == (403, "permission_error")
