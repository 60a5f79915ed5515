"""Telling callers apart."""

from __future__ import annotations

import pytest

from ..desk import Desk


@pytest.mark.parametrize("caller", ["api", "password"])
def test_basic_credentials_lead_in(desk: Desk, caller: str) -> None:
    """An API token and a password stand for the same user."""
    assert desk.get("/users/me.json", caller=caller)["user"]["email"] == desk.system.credentials["email"]


def test_nobody_is_anonymous_to_users_me_alone(desk: Desk) -> None:
    """Without credentials, or with a wrong password, users/me shows the anonymous user; everything else is 401."""
    wrong = {"authorization": desk.basic(desk.system.credentials["email"], "wrong")}
    for headers in ({}, wrong):
        user = desk.get("/users/me.json", caller="nobody", headers=headers)["user"]
        assert (user["id"], user["name"]) == (None, "Anonymous user")
        answer = desk.get("/tickets.json", 401, caller="nobody", headers=headers)
        assert answer == {"error": "Couldn't authenticate you"}


@pytest.mark.parametrize("header", ["Basic !!!", "Basic YWJj", "Bearer nonsense", "Token x", "Basic"])
def test_malformed_credentials_are_refused(desk: Desk, header: str) -> None:
    """They are not taken for none, even by users/me."""
    desk.get("/users/me.json", 401, caller="nobody", headers={"authorization": header})


def test_a_wrong_api_token_is_refused(desk: Desk) -> None:
    """users/me answers 401 too."""
    headers = {"authorization": desk.basic(f"{desk.system.credentials['email']}/token", "wrong")}
    desk.get("/users/me.json", 401, caller="nobody", headers=headers)


def test_the_api_token_is_not_for_end_users(desk: Desk) -> None:
    """One token serves every agent, and no customer."""
    known = desk.system.credentials
    desk.user(name="Bo", email="bo@desk.example", role="agent")
    for email, status in (("bo@desk.example", 200), (known["end_user_email"], 401), ("no@one.example", 401)):
        headers = {"authorization": desk.basic(f"{email}/token", known["api_token"])}
        desk.get("/users/me.json", status, caller="nobody", headers=headers)


def test_an_administrator_acts_for_others(desk: Desk) -> None:
    """X-On-Behalf-Of makes a call count as another user's, with that user's rights."""
    customer = desk.system.credentials["end_user_email"]
    headers = {"x-on-behalf-of": customer}
    assert desk.get("/users/me.json", headers=headers)["user"]["email"] == customer
    desk.get("/tickets.json", 403, headers=headers)
    desk.get("/users/me.json", 401, headers={"x-on-behalf-of": "no@one.example"})
    desk.get("/users/me.json", 403, caller="customer", headers={"x-on-behalf-of": "agent@windtunnel.example"})


def test_deleted_and_suspended_users_are_locked_out(desk: Desk) -> None:
    """Their passwords stop working at once."""
    for change in ("suspend", "delete"):
        user = desk.user(email=f"{change}@mail.example", password="secret")
        headers = {"authorization": desk.basic(f"{change}@mail.example", "secret")}
        desk.get("/requests.json", caller="nobody", headers=headers)
        if change == "suspend":
            desk.put(f"/users/{user['id']}.json", {"user": {"suspended": True}})
        else:
            desk.delete(f"/users/{user['id']}.json", 200)
        desk.get("/requests.json", 401, caller="nobody", headers=headers)
