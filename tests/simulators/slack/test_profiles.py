"""users.profile.get and set."""

from __future__ import annotations

import pytest

from .desk import Desk


def test_a_profile_is_read(desk: Desk) -> None:
    """Custom fields are an empty list when there are none."""
    profile = desk.ok("users.profile.get", user="U07WINDTNL2")["profile"]
    assert (profile["real_name"], profile["fields"]) == ("Bruno Marchetti", [])
    assert desk.error("users.profile.get", user="U00000000") == "user_not_found"


def test_a_profile_is_changed(desk: Desk) -> None:
    """As an object, as JSON text, or one field by name; derived names follow."""
    changed = desk.json("users.profile.set", "user_token", profile={"real_name": "Ada O.", "status_text": "away"})
    assert changed["profile"]["real_name_normalized"] == "Ada O."
    assert desk.ok("users.profile.set", "user_token", profile={"title": "Boss"})["profile"]["title"] == "Boss"
    named = desk.ok("users.profile.set", "user_token", name="phone", value="123")
    assert (named["profile"]["phone"], named["username"]) == ("123", "ada")
    assert desk.ok("users.info", user="U07WINDTNL1")["user"]["real_name"] == "Ada O."


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ("[", "invalid_profile"),
        ({}, "invalid_profile"),
        ({"title": 5}, "invalid_profile"),
        ({"nonsense": "x"}, "invalid_profile"),
        ({"status_expiration": "soon"}, "invalid_profile"),
        ({"status_text": "x" * 101}, "profile_status_set_failed_too_long"),
        ({"display_name": "Here"}, "reserved_name"),
        ({"email": "bruno@windtunnel.test"}, "email_taken"),
    ],
)
def test_what_cannot_be_set_has_a_code(desk: Desk, profile: object, code: str) -> None:
    """And nothing changes."""
    assert desk.error("users.profile.set", "user_token", profile=profile) == code
    assert desk.effects == []


def test_administrators_change_others_but_not_each_other(desk: Desk) -> None:
    """Everybody else changes only himself."""
    assert desk.ok("users.profile.set", "user_token", user="U07WINDTNL2", profile={"title": "x"})
    assert desk.error("users.profile.set", "user_token", user="U07WINDTNL5", profile={"title": "x"}) == (
        "cannot_update_admin_user"
    )
    token = "xoxp-bruno"
    desk.workspace.installations.tokens.keep(token, "U07WINDTNL2", "", ("users.profile:write",))
    assert desk.error("users.profile.set", token, user="U07WINDTNL3", profile={"title": "x"}) == "not_admin"


def test_the_app_hears_of_a_changed_user(desk: Desk) -> None:
    """user_change."""
    receiver = desk.connect()
    desk.ok("users.profile.set", "user_token", profile={"title": "Boss"})
    desk.settle()
    assert receiver.events("user_change")[0]["user"]["profile"]["title"] == "Boss"
