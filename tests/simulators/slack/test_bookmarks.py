"""Bookmarks."""

from __future__ import annotations

import pytest

from .desk import Desk

LINK = {"title": "Runbook", "type": "link", "link": "https://x.test/run"}


def test_a_link_is_added_edited_listed_and_removed(desk: Desk) -> None:
    """Each is a record of its own."""
    channel = desk.channel()
    made = desk.ok("bookmarks.add", channel_id=channel, **LINK, emoji=":book:")["bookmark"]
    place = {"channel_id": channel, "bookmark_id": made["id"]}
    edited = desk.ok("bookmarks.edit", **place, title="Book")["bookmark"]
    assert (edited["title"], edited["link"], edited["emoji"]) == ("Book", LINK["link"], ":book:")
    assert desk.ok("bookmarks.list", channel_id=channel)["bookmarks"] == [edited]
    desk.ok("bookmarks.remove", **place)
    assert desk.error("bookmarks.remove", **place) == "not_found"
    assert desk.effect_names() == ["bookmarks.created", "bookmarks.updated", "bookmarks.deleted"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "file"}, "invalid_bookmark_type"),
        ({"link": "ftp://x.test"}, "invalid_link"),
        ({"link": ""}, "invalid_link"),
        ({"emoji": "book"}, "invalid_emoji"),
        ({"title": ""}, "invalid_arguments"),
        ({"channel_id": ""}, "channel_not_found"),
    ],
)
def test_what_cannot_be_added_has_a_code(desk: Desk, changes: dict[str, str], code: str) -> None:
    """And changes nothing."""
    assert desk.error("bookmarks.add", **{"channel_id": desk.channel(), **LINK, **changes}) == code
    assert desk.effects == []


def test_a_hundred_are_enough(desk: Desk) -> None:
    """too_many_bookmarks; and another channel's bookmark is not found."""
    desk.system.meters.enforced = False
    channel = desk.channel()
    made = [desk.ok("bookmarks.add", channel_id=channel, **LINK)["bookmark"]["id"] for _ in range(100)]
    assert desk.error("bookmarks.add", channel_id=channel, **LINK) == "too_many_bookmarks"
    assert desk.error("bookmarks.edit", channel_id=desk.channel("cards"), bookmark_id=made[0]) == "not_found"
