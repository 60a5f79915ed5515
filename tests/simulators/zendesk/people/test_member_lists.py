"""Memberships over the API."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk


def _organization(desk: Desk, name: str) -> Any:
    return desk.post("/organizations.json", {"organization": {"name": name}})["organization"]


def _join(desk: Desk, user: Any, organization: Any, status: int = 201) -> Any:
    values = {"user_id": user["id"], "organization_id": organization["id"]}
    answer = desk.post("/organization_memberships.json", {"organization_membership": values}, status)
    return answer.get("organization_membership", answer)


def test_the_first_organization_is_the_users_and_the_second_is_not(desk: Desk) -> None:
    """Until the second is made the default, and with the end of a default membership the user is in none."""
    user, first, second = desk.user(), _organization(desk, "A"), _organization(desk, "B")
    assert _join(desk, user, first)["default"] is True
    joined = _join(desk, user, second)
    assert joined["default"] is False
    assert desk.get(f"/users/{user['id']}.json")["user"]["organization_id"] == first["id"]
    path = f"/users/{user['id']}/organization_memberships/{joined['id']}/make_default.json"
    listed = desk.put(path)["organization_memberships"]
    assert [(each["organization_id"], each["default"]) for each in listed] == [
        (first["id"], False),
        (second["id"], True),
    ]
    assert desk.get(f"/users/{user['id']}.json")["user"]["organization_id"] == second["id"]
    desk.delete(f"/organization_memberships/{joined['id']}.json")
    assert desk.get(f"/users/{user['id']}.json")["user"]["organization_id"] is None


def test_nobody_joins_twice(desk: Desk) -> None:
    """The second membership of the same pair is a duplicate."""
    user, organization = desk.user(), _organization(desk, "A")
    _join(desk, user, organization)
    refused = _join(desk, user, organization, 422)
    assert refused["details"]["user_id"][0]["error"] == "DuplicateValue"
    assert len(desk.get(f"/users/{user['id']}/organization_memberships.json")["organization_memberships"]) == 1


def test_groups_take_agents_alone(desk: Desk) -> None:
    """A customer is refused; an agent is listed with the group and shown beside it."""
    group = desk.group("cards")
    values = {"user_id": desk.user()["id"], "group_id": group["id"]}
    refused = desk.post("/group_memberships.json", {"group_membership": values}, 422)
    assert "user" in refused["details"]
    agent = desk.user(name="Second Agent", role="agent")
    joined = desk.post(
        "/group_memberships.json?include=users", {"group_membership": {**values, "user_id": agent["id"]}}
    )
    assert joined["users"][0]["name"] == "Second Agent"
    members = desk.get(f"/groups/{group['id']}/memberships.json")["group_memberships"]
    assert agent["id"] in [each["user_id"] for each in members]
    path = f"/users/{agent['id']}/group_memberships/{joined['group_membership']['id']}/make_default.json"
    desk.put(path)
    assert desk.get(f"/users/{agent['id']}.json")["user"]["default_group_id"] == group["id"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_organization_that_the_user_is_not_in(desk: Desk, method: str) -> None:
    """It can be neither made the default nor left."""
    user, organization = desk.user(), _organization(desk, "A")
    path = f"/users/{user['id']}/organizations/{organization['id']}"
    target = f"{path}/make_default.json" if method == "PUT" else f"{path}.json"
    assert desk.call(method, target).status == 404
    _join(desk, user, organization)
    assert desk.call(method, target).status == (200 if method == "PUT" else 204)
