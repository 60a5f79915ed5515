"""What scopes and roles allow."""

from __future__ import annotations

import pytest

from ..desk import Desk


def _token(desk: Desk, scope: str) -> str:
    known = desk.system.credentials
    body = {
        "grant_type": "client_credentials",
        "client_id": known["client_id"],
        "client_secret": known["client_secret"],
        "scope": scope,
    }
    token: str = desk.post("/oauth/tokens", body, 200)["access_token"]
    return token


@pytest.mark.parametrize(
    ("scope", "reading", "writing", "users"),
    [
        ("read write", 200, 201, 200),
        ("read", 200, 403, 200),
        ("write", 403, 201, 403),
        ("tickets:read", 200, 403, 403),
        ("tickets:read tickets:write", 200, 201, 403),
        ("galaxy:read", 403, 403, 403),
    ],
)
def test_scopes(desk: Desk, scope: str, reading: int, writing: int, users: int) -> None:
    """A scope allows what it names; an unknown one yields a token that nothing can be done with."""
    token = _token(desk, scope)
    desk.get("/tickets.json", reading, caller=token)
    desk.post("/tickets.json", {"ticket": {"comment": {"body": "x"}}}, writing, caller=token)
    desk.get("/users.json", users, caller=token)
    desk.get("/users/me.json", users, caller=token)


def test_end_users_see_their_own_alone(desk: Desk) -> None:
    """A customer may use requests, and nothing that is for agents."""
    desk.get("/requests.json", caller="customer")
    for target in ("/tickets.json", "/users.json", "/search.json?query=x", "/webhooks", "/groups.json"):
        assert desk.get(target, 403, caller="customer")["error"]["title"] == "Forbidden"


def test_agents_do_not_administer(desk: Desk) -> None:
    """Setting up the account, webhooks and exports are for administrators; tickets are not."""
    desk.user(name="Bo", email="bo@desk.example", role="agent", password="secret")
    headers = {"authorization": desk.basic("bo@desk.example", "secret")}
    desk.get("/tickets.json", headers=headers)
    desk.get("/groups.json", headers=headers)
    desk.get("/triggers.json", headers=headers)
    desk.post("/groups.json", {"group": {"name": "x"}}, 403, headers=headers)
    desk.post("/ticket_fields.json", {"ticket_field": {"type": "text", "title": "x"}}, 403, headers=headers)
    desk.get("/webhooks", 403, headers=headers)
    desk.get("/incremental/users.json?start_time=0", 403, headers=headers)
