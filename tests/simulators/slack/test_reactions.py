"""Reactions."""

from __future__ import annotations

import pytest

from .desk import Desk


def place(desk: Desk) -> dict[str, str]:
    """Post a message and return where it stands."""
    said = desk.say("x")
    return {"channel": said["channel"], "timestamp": said["ts"]}


def test_reactions_are_added_counted_and_taken_back(desk: Desk) -> None:
    """Each is a record of its own, and one effect."""
    where = place(desk)
    desk.ok("reactions.add", **where, name="eyes")
    desk.system.arrive({"reaction": ":eyes:", "ts": where["timestamp"], "user": "ada"})
    message = desk.ok("reactions.get", **where)["message"]
    assert message["reactions"] == [{"name": "eyes", "users": ["U07WINDTNLB", "U07WINDTNL1"], "count": 2}]
    assert desk.ok("conversations.history", channel=where["channel"])["messages"][0]["reactions"]
    assert desk.error("reactions.add", **where, name="eyes") == "already_reacted"
    desk.ok("reactions.remove", **where, name="eyes")
    assert desk.error("reactions.remove", **where, name="eyes") == "no_reaction"
    names = ["messages.created", "reactions.created", "reactions.created", "reactions.deleted"]
    assert desk.effect_names() == names


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ":eyes:"}, "invalid_name"),
        ({"name": ""}, "invalid_name"),
        ({"timestamp": "x"}, "bad_timestamp"),
        ({"timestamp": ""}, "no_item_specified"),
        ({"timestamp": "", "channel": ""}, "no_item_specified"),
        ({"timestamp": "1503435956.000247"}, "message_not_found"),
        ({"channel": "C00000000"}, "channel_not_found"),
    ],
)
def test_what_cannot_be_reacted_to_has_a_code(desk: Desk, changes: dict[str, str], code: str) -> None:
    """Adding and removing have the same ones."""
    where = {**place(desk), "name": "eyes", **changes}
    assert desk.error("reactions.add", **where) == code
    assert desk.error("reactions.remove", **where) == code


def test_a_skin_tone_is_part_of_the_name(desk: Desk) -> None:
    """Tones two to six."""
    where = place(desk)
    assert desk.ok("reactions.add", **where, name="wave::skin-tone-3")
    assert desk.error("reactions.add", **where, name="wave::skin-tone-9") == "invalid_name"


def test_reactions_are_limited(desk: Desk) -> None:
    """Twenty-three of one user, fifty different ones of all."""
    where = place(desk)
    for number in range(23):
        desk.ok("reactions.add", **where, name=f"e{number}")
    assert desk.error("reactions.add", **where, name="one_more") == "too_many_reactions"
    for number in range(23, 50):
        user = ("ada", "bruno")[number % 2]
        desk.system.arrive({"reaction": f"e{number}", "ts": where["timestamp"], "user": user})
    desk.clock.advance(60)
    assert desk.error("reactions.add", "bot_token", **where, name="new") == "too_many_emoji"


def test_the_reactions_of_a_user_are_listed(desk: Desk) -> None:
    """A message once, however often he reacted; not one that was deleted."""
    first, second = place(desk), place(desk)
    for name in ("eyes", "wave"):
        desk.ok("reactions.add", **first, name=name)
    desk.ok("reactions.add", **second, name="eyes")
    answer = desk.ok("reactions.list")
    assert [item["message"]["ts"] for item in answer["items"]] == [second["timestamp"], first["timestamp"]]
    assert answer["paging"]["total"] == 2
    desk.ok("chat.delete", channel=first["channel"], ts=first["timestamp"])
    assert desk.ok("reactions.list", full=True)["paging"]["total"] == 1


def test_users_are_cut_unless_all_are_asked_for(desk: Desk) -> None:
    """The count is whole."""
    where = place(desk)
    for number in range(60):
        user = desk.workspace.people.add(f"U000000{number:02}", f"x{number}", "X")["id"]
        desk.system.arrive({"reaction": "eyes", "ts": where["timestamp"], "user": user})
    cut = desk.ok("reactions.get", **where)["message"]["reactions"][0]
    full = desk.ok("reactions.get", **where, full=True)["message"]["reactions"][0]
    assert (len(cut["users"]), cut["count"], len(full["users"])) == (50, 60, 60)
    assert full["users"][0] == "U00000000"


def test_the_app_hears_of_reactions(desk: Desk) -> None:
    """Of its own too."""
    receiver, where = desk.connect(), place(desk)
    desk.ok("reactions.add", **where, name="eyes")
    desk.ok("reactions.remove", **where, name="eyes")
    desk.settle()
    added, removed = receiver.events("reaction_added")[0], receiver.events("reaction_removed")[0]
    assert added["item"] == {"type": "message", "channel": where["channel"], "ts": where["timestamp"]}
    assert (added["item_user"], removed["reaction"]) == ("U07WINDTNLB", "eyes")
