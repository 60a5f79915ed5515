"""Macros and automations beside their records."""

from __future__ import annotations

from typing import Any

from ..desk import Desk


def _macro(desk: Desk, title: str, *actions: tuple[str, Any], **values: Any) -> Any:
    given = [{"field": field, "value": value} for field, value in actions or [("status", "solved")]]
    return desk.post("/macros.json", {"macro": {"title": title, "actions": given, **values}}, 200)["macro"]


def test_a_macro_shows_what_it_would_do(desk: Desk) -> None:
    """Fields, ids, tags and a comment; the ticket itself stays as it was."""
    group, ticket = desk.group("cards"), desk.ticket(tags=["a", "b"])
    actions = [("status", "solved"), ("priority", "high"), ("group_id", str(group["id"])), ("current_tags", "b c")]
    macro = _macro(desk, "Close", *actions, ("comment_value", ["channel:all", "Done."]), ("weather", "rain"))
    after = desk.get(f"/tickets/{ticket['id']}/macros/{macro['id']}/apply.json")["result"]["ticket"]
    assert (after["status"], after["priority"], after["group_id"]) == ("solved", "high", group["id"])
    assert (after["tags"], after["comment"]["body"]) == (["a", "b", "c"], "Done.")
    changes = desk.get(f"/macros/{macro['id']}/apply.json")["result"]["ticket"]
    assert (changes["status"], changes["tags"], "subject" in changes) == ("solved", ["b", "c"], False)
    assert desk.get(f"/tickets/{ticket['id']}.json")["ticket"] == ticket


def test_tags_are_set_or_taken(desk: Desk) -> None:
    """The two other actions on tags replace and remove."""
    ticket = desk.ticket(tags=["a", "b"])
    for action, tags in (("set_tags", ["b", "c"]), ("remove_tags", ["a"])):
        macro = _macro(desk, action, (action, "b c"))
        after = desk.get(f"/tickets/{ticket['id']}/macros/{macro['id']}/apply.json")["result"]["ticket"]
        assert after["tags"] == tags


def test_macros_are_found_and_grouped(desk: Desk) -> None:
    """By title, by state, and by what stands before the double colon."""
    for title in ("Cards::Block", "Cards::Replace", "Refunds::Pay", "Close"):
        _macro(desk, title, active=title != "Close")
    assert desk.get("/macros/categories.json")["categories"] == ["Cards", "Refunds"]
    assert [each["title"] for each in desk.get("/macros/search.json?query=block")["macros"]] == ["Cards::Block"]
    assert desk.get("/macros/search.json?query=close&active=true")["macros"] == []
    assert "Close" not in [each["title"] for each in desk.get("/macros/active.json")["macros"]]


def test_many_macros_are_changed_and_deleted(desk: Desk) -> None:
    """State and position alone; those that do not exist are passed over at deletion and refused at a change."""
    first, second = _macro(desk, "a"), _macro(desk, "b")
    desk.put("/macros/update_many.json", {"macros": [{"id": first["id"], "active": False, "title": "z"}]})
    after = desk.get(f"/macros/{first['id']}.json")["macro"]
    assert (after["active"], after["title"]) == (False, "a")
    desk.put("/macros/update_many.json", {"macros": [{"id": 1}]}, 404)
    desk.delete(f"/macros/destroy_many.json?ids={first['id']},1")
    assert [each["id"] for each in desk.get("/macros.json")["macros"]] == [second["id"]]
