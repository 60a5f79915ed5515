"""conversations.list, info, members, and users.conversations."""

from __future__ import annotations

import pytest

from .desk import Desk


def names(answer: dict[str, object]) -> list[str]:
    """Return the names of listed channels."""
    return [each["name"] for each in answer["channels"]]  # type: ignore[attr-defined]


def test_public_channels_are_listed_by_default(desk: Desk) -> None:
    """In the order of creation, with members counted."""
    desk.ok("conversations.create", name="secret", is_private=True)
    answer = desk.ok("conversations.list")
    assert names(answer)[:3] == ["general", "random", "support"]
    assert "secret" not in names(answer)
    assert (answer["channels"][0]["is_general"], answer["channels"][0]["num_members"]) == (True, 7)
    assert "secret" in names(desk.ok("conversations.list", types="private_channel"))


def test_private_conversations_are_listed_for_their_members_only(desk: Desk) -> None:
    """Direct messages name the other one."""
    desk.ok("conversations.open", users="U07WINDTNL2")
    desk.ok("conversations.open", users="U07WINDTNL2,U07WINDTNL3")
    listed = desk.ok("conversations.list", types="im,mpim")["channels"]
    assert [each.get("user") for each in listed] == ["U07WINDTNL2", None]
    assert listed[1]["name"] == "mpdm-windtunnel--bruno--chen-1"
    answer = desk.call("conversations.list", "user_token", types="im")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:read")


def test_three_pages_hold_every_channel_once(desk: Desk) -> None:
    """The last cursor is empty."""
    seen, cursor, pages = [], None, 0
    while cursor != "":
        page = desk.ok("conversations.list", limit=7, cursor=cursor)
        seen += names(page)
        cursor, pages = page["response_metadata"]["next_cursor"], pages + 1
    assert (pages, seen) == (3, names(desk.ok("conversations.list")))


def test_archived_channels_take_their_places_before_they_are_dropped(desk: Desk) -> None:
    """A page may be short though others follow."""
    desk.ok("conversations.archive", "user_token", channel=desk.channel("random"))
    page = desk.ok("conversations.list", limit=2, exclude_archived=True)
    assert names(page) == ["general"]
    assert page["response_metadata"]["next_cursor"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"types": "channels"}, "invalid_types"),
        ({"limit": 0}, "invalid_limit"),
        ({"limit": 1001}, "invalid_limit"),
        ({"limit": "x"}, "invalid_limit"),
        ({"cursor": "nonsense"}, "invalid_cursor"),
    ],
)
def test_arguments_of_lists_are_checked(desk: Desk, arguments: dict[str, object], code: str) -> None:
    """Each has its code."""
    assert desk.error("conversations.list", **arguments) == code


def test_a_channel_is_read(desk: Desk) -> None:
    """Members are counted on request."""
    channel = desk.channel()
    info = desk.ok("conversations.info", channel=channel)["channel"]
    assert (info["name"], info["is_member"], info["last_read"]) == ("support", True, "0000000000.000000")
    more = desk.ok("conversations.info", channel=channel, include_num_members=True, include_locale=True)["channel"]
    assert (more["num_members"], more["locale"]) == (7, "en-US")
    assert desk.error("conversations.info", channel="C00000000") == "channel_not_found"


def test_members_are_listed_in_pages(desk: Desk) -> None:
    """In the order of joining."""
    channel = desk.channel()
    first = desk.ok("conversations.members", channel=channel, limit=4)
    rest = desk.ok("conversations.members", channel=channel, limit=4, cursor=first["response_metadata"]["next_cursor"])
    assert [*first["members"], *rest["members"]] == desk.workspace.channels.members(channel)


def test_the_conversations_of_a_user(desk: Desk) -> None:
    """One's own by default."""
    mine = desk.ok("conversations.create", name="bots")["channel"]["id"]
    assert mine in [each["id"] for each in desk.ok("users.conversations")["channels"]]
    theirs = desk.ok("users.conversations", user="U07WINDTNL2", exclude_archived=True)["channels"]
    assert mine not in [each["id"] for each in theirs]
    assert "is_member" not in theirs[0]
    assert desk.error("users.conversations", user="U00000000") == "user_not_found"
