"""What an administrator reads and changes."""

from __future__ import annotations

import pytest

from tests.simulators.anthropic.desk import Desk, message_of

TARGET = "/v1/organizations/workspaces"


def test_the_organization(desk: Desk) -> None:
    """The same that answers name."""
    response = desk.get("/v1/organizations/me")
    assert response.json()["id"] == response.header("anthropic-organization-id")


def test_the_workspace_of_the_key_is_there(desk: Desk) -> None:
    """From the first day."""
    listed = desk.get(TARGET).json()["data"]
    assert [each["id"] for each in listed] == [desk.system.credentials["workspace"]]


def test_a_workspace_lives_and_is_archived(desk: Desk) -> None:
    """Made, read, changed, archived for good, listed on demand."""
    made = desk.post(TARGET, {"name": "Žofie", "display_color": "#00ff00", "tags": {"a": "1", "b": "2"}}).json()
    place = f"{TARGET}/{made['id']}"
    assert desk.get(place).json() == made
    changed = desk.post(place, {"name": "Eva", "tags": {"a": None, "c": "3"}}).json()
    assert (changed["name"], changed["display_color"], changed["tags"]) == ("Eva", "#00ff00", {"b": "2", "c": "3"})
    assert desk.post(place, {"tags": None}).json() == changed
    assert desk.post(f"{place}/archive").json()["archived_at"] == "2026-01-05T09:00:00.000000Z"
    assert desk.post(place, {"name": "x"}).status == desk.post(f"{place}/archive").status == 400
    assert made["id"] not in [each["id"] for each in desk.get(TARGET).json()["data"]]
    assert made["id"] in [each["id"] for each in desk.get(f"{TARGET}?include_archived=true").json()["data"]]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "name: Field required"),
        ({"name": ""}, "name: String should have at least 1 character"),
        ({"name": "a", "display_color": "red"}, "display_color: String should match pattern"),
        ({"name": "a", "tags": {"b": 1}}, "tags.b: Input should be a valid string"),
    ],
)
def test_wrong_workspaces_are_refused(desk: Desk, body: dict[str, object], message: str) -> None:
    """With the place."""
    assert message_of(desk.post(TARGET, body)).startswith(message)


def test_an_unknown_workspace(desk: Desk) -> None:
    """404."""
    assert desk.get(f"{TARGET}/wrkspc_x").status == 404


def test_limits_are_those_in_force(desk: Desk) -> None:
    """Of each model and of each other kind, found by kind and by model."""
    desk.system.scale_quota(0.5, "input_tokens_per_minute")
    target = "/v1/organizations/rate_limits"
    everything = desk.get(f"{target}?limit=100").json()["data"]
    assert {each["group"]["type"] for each in everything} == {"model_group", "token_count", "batch", "files"}
    one = desk.get(f"{target}?model=claude-haiku-4-5-20251001").json()["data"]
    assert [each["models"] for each in one] == [["claude-haiku-4-5"]]
    values = {each["type"]: each["value"] for each in one[0]["limits"]}
    assert values["input_tokens_per_minute"] == 250_000
    assert len(desk.get(f"{target}?group_type=batch").json()["data"]) == 1
    assert desk.get(f"{target}?group_type=skills").json()["data"] == []
    assert desk.get(f"{target}?group_type=x").status == 400
