"""Tokens and their lives."""

from __future__ import annotations

from .desk import Desk


def test_rotating_tokens_can_be_made_to_expire(desk: Desk) -> None:
    """The fixed ones of the profile cannot."""
    issued = desk.workspace.installations.issue("bot", ("chat:write",))
    assert desk.workspace.installations.expires_in(issued.access_token) == 43_200
    assert desk.system.expire_tokens() == 1
    assert desk.error("auth.test", issued.access_token) == "token_expired"
    assert desk.ok("auth.test")
    assert desk.workspace.installations.expires_in(desk.system.credentials["bot_token"]) is None


def test_revoking_takes_the_refresh_token_along(desk: Desk) -> None:
    """Neither works afterwards."""
    issued = desk.workspace.installations.issue("bot", ("chat:write",))
    desk.workspace.installations.revoke(issued.access_token)
    assert desk.error("auth.test", issued.access_token) == "token_revoked"
    assert desk.workspace.store["_refresh_tokens"].get(issued.refresh_token) is None
    assert desk.workspace.installations.is_installed()


def test_an_expired_refresh_token_of_another_app_is_refused(desk: Desk) -> None:
    """The token's record names its app and its end."""
    token = desk.system.credentials["refresh_token"]
    desk.workspace.store["_refresh_tokens"].update(token, {"expires_at": desk.clock.now() - 1})
    answer = desk.call(
        "oauth.v2.access",
        None,
        client_id=desk.system.credentials["client_id"],
        client_secret=desk.system.credentials["client_secret"],
        grant_type="refresh_token",
        refresh_token=token,
    )
    assert answer["error"] == "invalid_refresh_token"
