"""Installing the app."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from .desk import HOST, Desk

FORM = "application/x-www-form-urlencoded"
CALLBACK = "http://localhost/callback"


def authorized(desk: Desk, **changes: str) -> dict[str, str]:
    """Go through the consent page and return what the app is sent."""
    query = {"client_id": desk.system.credentials["client_id"], "scope": "chat:write", "redirect_uri": CALLBACK}
    answer = desk.post("/oauth/v2/authorize", verb="GET", query=urlencode({**query, **changes}))
    assert answer.status == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.header("location") or "").query).items()}


def accessed(desk: Desk, **fields: str) -> dict[str, Any]:
    """Call oauth.v2.access with the app's credentials."""
    credentials = desk.system.credentials
    keys = {"client_id": credentials["client_id"], "client_secret": credentials["client_secret"]}
    return desk.call("oauth.v2.access", None, **{**keys, **fields})


def test_a_code_gives_a_rotating_token(desk: Desk) -> None:
    """With the scopes that were agreed to."""
    code = authorized(desk, state="xyz")
    assert code["state"] == "xyz"
    answer = accessed(desk, code=code["code"], redirect_uri=CALLBACK)
    assert answer["access_token"].startswith("xoxe.xoxb-")
    assert (answer["expires_in"], answer["scope"], answer["token_type"]) == (43200, "chat:write", "bot")
    assert answer["authed_user"] == {"id": "U07WINDTNL1"}
    assert (answer["team"]["id"], answer["enterprise"], "incoming_webhook" in answer) == ("T07WINDTNL1", None, False)
    assert desk.error("users.info", answer["access_token"], user="U07WINDTNL1") == "missing_scope"


def test_user_scopes_give_a_user_token(desk: Desk) -> None:
    """Alone or besides the bot's."""
    code = authorized(desk, scope="", user_scope="search:read")["code"]
    answer = accessed(desk, code=code, redirect_uri=CALLBACK)
    assert "access_token" not in answer
    assert answer["authed_user"]["token_type"] == "user"
    assert desk.ok("auth.test", answer["authed_user"]["access_token"])["user_id"] == "U07WINDTNL1"


def test_a_webhook_comes_with_its_scope(desk: Desk) -> None:
    """At this simulator's own address."""
    code = authorized(desk, scope="chat:write,incoming-webhook")["code"]
    hook = accessed(desk, code=code, redirect_uri=CALLBACK)["incoming_webhook"]
    assert (hook["channel"], hook["url"].startswith(f"http://{HOST}/services/")) == ("#general", True)


def test_without_rotation_tokens_do_not_expire() -> None:
    """As an option of the simulator."""
    desk = Desk(token_rotation=False, redirect_uri="http://app.test/done?x=1")
    answer = desk.post(
        "/oauth/v2/authorize", verb="GET", query=f"client_id={desk.system.credentials['client_id']}&scope=chat:write"
    )
    location = answer.header("location") or ""
    assert location.startswith("http://app.test/done?x=1&code=")
    token = accessed(desk, code=parse_qs(urlsplit(location).query)["code"][0])
    assert token["access_token"].startswith("xoxb-")
    assert "refresh_token" not in token


@pytest.mark.parametrize(
    ("changes", "error"), [({"client_id": "1.2"}, "invalid_client_id"), ({"scope": ""}, "invalid_scope_requested")]
)
def test_the_consent_page_sends_errors_back(desk: Desk, changes: dict[str, str], error: str) -> None:
    """Instead of a code."""
    assert authorized(desk, **changes)["error"] == error


def test_codes_are_checked(desk: Desk) -> None:
    """Unknown, used, too old, or for another address."""
    code = authorized(desk)["code"]
    assert accessed(desk, code="nonsense")["error"] == "invalid_code"
    assert accessed(desk)["error"] == "invalid_code"
    assert accessed(desk, code=code, redirect_uri="http://other.test")["error"] == "bad_redirect_uri"
    assert accessed(desk, code=code, redirect_uri=CALLBACK)["ok"]
    assert accessed(desk, code=code, redirect_uri=CALLBACK)["error"] == "code_already_used"
    old = authorized(desk)["code"]
    desk.clock.advance(601)
    assert accessed(desk, code=old, redirect_uri=CALLBACK)["error"] == "invalid_code"


def test_the_client_is_checked(desk: Desk) -> None:
    """In the form or by HTTP Basic; JSON does not count."""
    assert accessed(desk, client_id="1.2")["error"] == "invalid_client_id"
    assert accessed(desk, client_secret="x")["error"] == "bad_client_secret"
    assert accessed(desk, grant_type="password")["error"] == "invalid_grant_type"
    credentials = desk.system.credentials
    assert desk.json("oauth.v2.access", None, client_id=credentials["client_id"])["error"] == "invalid_client_id"
    pair = f"{credentials['client_id']}:{credentials['client_secret']}".encode()
    headers = {"authorization": f"Basic {base64.b64encode(pair).decode()}"}
    body = urlencode({"code": authorized(desk)["code"], "redirect_uri": CALLBACK}).encode()
    assert desk.post("/api/oauth.v2.access", body, FORM, headers=headers).json()["ok"]


def test_a_refresh_token_is_used_up_by_its_use(desk: Desk) -> None:
    """The access token before it goes on until it expires."""
    first = accessed(desk, grant_type="refresh_token", refresh_token=desk.system.credentials["refresh_token"])
    assert first["access_token"].startswith("xoxe.xoxb-")
    assert first["token_type"] == "bot"
    desk.clock.advance(43_000)
    second = accessed(desk, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert desk.ok("auth.test", first["access_token"])["expires_in"] == 200
    desk.clock.advance(200)
    assert desk.error("auth.test", first["access_token"]) == "token_expired"
    assert desk.ok("auth.test", second["access_token"])
    for used in (first["refresh_token"], "nonsense"):
        assert accessed(desk, grant_type="refresh_token", refresh_token=used)["error"] == "invalid_refresh_token"
    assert accessed(desk, grant_type="refresh_token")["error"] == "invalid_refresh_token"


def test_a_users_token_is_refreshed_as_a_users(desk: Desk) -> None:
    """token_type tells."""
    code = authorized(desk, user_scope="search:read")["code"]
    user = accessed(desk, code=code, redirect_uri=CALLBACK)["authed_user"]
    answer = accessed(desk, grant_type="refresh_token", refresh_token=user["refresh_token"])
    assert (answer["token_type"], answer["access_token"].startswith("xoxe.xoxp-")) == ("user", True)
    assert "bot_user_id" not in answer
