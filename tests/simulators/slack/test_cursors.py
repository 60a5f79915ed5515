"""Cursors and page numbers."""

from __future__ import annotations

import base64

import pytest

from .desk import Desk


def first_cursor(desk: Desk, **arguments: object) -> str:
    """Return the cursor of a first page."""
    cursor: str = desk.ok("users.list", limit=2, **arguments)["response_metadata"]["next_cursor"]
    return cursor


def test_a_cursor_looks_like_the_vendors(desk: Desk) -> None:
    """Base64 of a kind and an id."""
    assert base64.urlsafe_b64decode(first_cursor(desk)).decode().startswith("user:U07WINDTNL2:")


@pytest.mark.parametrize(
    "spoil", [lambda c: c[:-3], lambda c: "x" + c, lambda c: "dXNlcjpVMDYxTkZUVDI=", lambda c: "!"]
)
def test_a_damaged_cursor_is_refused(desk: Desk, spoil: object) -> None:
    """invalid_cursor."""
    cursor = spoil(first_cursor(desk))  # type: ignore[operator]
    assert desk.error("users.list", limit=2, cursor=cursor) == "invalid_cursor"


def test_a_cursor_belongs_to_its_arguments(desk: Desk) -> None:
    """The limit may change, others may not; nor may the method."""
    cursor = first_cursor(desk)
    assert desk.ok("users.list", limit=3, cursor=cursor)
    assert desk.error("users.list", limit=2, include_locale=True, cursor=cursor) == "invalid_cursor"
    assert desk.error("conversations.members", channel=desk.channel(), cursor=cursor) == "invalid_cursor"


def test_a_cursor_whose_item_is_gone_goes_on_from_its_place(desk: Desk) -> None:
    """Nothing is repeated."""
    channel = desk.channel()
    first = desk.ok("conversations.members", channel=channel, limit=3)
    gone, rest = desk.workspace.channels.members(channel)[3], desk.workspace.channels.members(channel)[4:]
    desk.workspace.channels.dismiss(channel, gone)
    cursor = first["response_metadata"]["next_cursor"]
    assert desk.ok("conversations.members", channel=channel, limit=10, cursor=cursor)["members"] == rest


def test_limits_are_cut_where_they_are_not_refused(desk: Desk) -> None:
    """users.list takes any number; the largest page has as many as the profile says."""
    assert len(desk.ok("users.list", limit=5000)["members"]) == 9
    assert len(desk.ok("users.list", limit=-1)["members"]) == 9
    assert desk.error("users.list", limit="many") == "invalid_arguments"
    assert desk.ok("conversations.list", limit=1000)


def test_page_numbers_count_from_one(desk: Desk) -> None:
    """A page too far is empty."""
    for _ in range(3):
        desk.system.arrive({"file": {"name": "a.txt", "content": "x"}})
    assert desk.ok("files.list", count=2, page=0)["paging"] == {"count": 2, "total": 3, "page": 1, "pages": 2}
    assert desk.ok("files.list", count=2, page=9)["files"] == []
    assert desk.error("files.list", page="x") == "invalid_arguments"
