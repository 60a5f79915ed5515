"""conversations.open and close."""

from __future__ import annotations

from .desk import Desk

OTHER, THIRD = "U07WINDTNL2", "U07WINDTNL3"


def test_a_direct_message_is_opened_once(desk: Desk) -> None:
    """The second call answers the same one, and says so."""
    first = desk.ok("conversations.open", users=OTHER)
    assert first["channel"] == {"id": first["channel"]["id"]}
    again = desk.ok("conversations.open", users=OTHER, return_im=True)
    assert (again["no_op"], again["already_open"]) == (True, True)
    assert (again["channel"]["id"], again["channel"]["user"]) == (first["channel"]["id"], OTHER)
    assert desk.effect_names() == ["channels.created", "memberships.created", "memberships.created"]


def test_several_users_make_a_group(desk: Desk) -> None:
    """The order of the users does not matter."""
    group = desk.ok("conversations.open", users=[OTHER, THIRD])["channel"]["id"]
    assert group.startswith("G")
    assert desk.ok("conversations.open", users=f"{THIRD},{OTHER}")["channel"]["id"] == group


def test_users_are_checked(desk: Desk) -> None:
    """Each has its code."""
    assert desk.error("conversations.open") == "users_list_not_supplied"
    assert desk.error("conversations.open", users="U00000000") == "user_not_found"
    assert desk.error("conversations.open", users="U07WINDTNL7") == "user_disabled"
    assert desk.error("conversations.open", users=OTHER, prevent_creation=True) == "channel_not_found"
    many = [desk.workspace.people.add(f"U0000000{n}", f"x{n}", "X")["id"] for n in range(9)]
    assert desk.error("conversations.open", users=many) == "too_many_users"
    assert desk.call("conversations.open", "user_token", users=OTHER)["error"] == "missing_scope"


def test_a_direct_message_is_closed_and_opened_again(desk: Desk) -> None:
    """Closing twice changes nothing."""
    channel = desk.ok("conversations.open", users=OTHER)["channel"]["id"]
    assert "no_op" not in desk.ok("conversations.close", channel=channel)
    assert desk.ok("conversations.close", channel=channel)["already_closed"]
    assert "no_op" not in desk.ok("conversations.open", channel=channel)
    assert desk.error("conversations.close", channel=desk.channel()) == "method_not_supported_for_channel_type"
    assert desk.error("conversations.open", channel=desk.channel()) == "method_not_supported_for_channel_type"


def test_the_app_hears_of_a_new_direct_message(desk: Desk) -> None:
    """im_created, once."""
    receiver = desk.connect()
    desk.say("x", OTHER)
    desk.say("y", OTHER)
    desk.settle()
    assert [event["type"] for event in receiver.events()] == ["im_created", "message", "message"]
    assert receiver.events("message")[0]["channel_type"] == "im"
