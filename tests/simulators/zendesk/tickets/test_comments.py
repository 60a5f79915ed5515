"""Comments."""

from __future__ import annotations

from typing import Any

from ..desk import Desk


def _comments(desk: Desk, ticket: Any) -> Any:
    return desk.get(f"/tickets/{ticket['id']}/comments.json")["comments"]


def test_html_wins_and_text_follows_from_it(desk: Desk) -> None:
    """Plain text is escaped for HTML, HTML is stripped for plain text."""
    first = _comments(desk, desk.ticket(comment={"body": "a < b\nc"}))[0]
    assert (first["plain_body"], "a &lt; b<br>c" in first["html_body"]) == ("a < b\nc", True)
    second = _comments(desk, desk.ticket(comment={"body": "x", "html_body": "<b>a &lt; b</b>"}))[0]
    assert (second["body"], "<b>a &lt; b</b>" in second["html_body"]) == ("a < b", True)


def test_a_redacted_text_is_nowhere_left(desk: Desk) -> None:
    """Neither in any form of the comment, nor in the description, nor in the audit."""
    ticket = desk.ticket(comment={"body": "The code is 4<1>1 & more."})
    comment = _comments(desk, ticket)[0]
    path = f"/tickets/{ticket['id']}/comments/{comment['id']}/redact.json"
    after = desk.put(path, {"text": "4<1>1 &"})["comment"]
    assert after["body"] == "The code is ▇▇▇▇▇▇▇ more."
    audits = desk.call("GET", f"/tickets/{ticket['id']}/audits.json").body.decode()
    shown = desk.get(f"/tickets/{ticket['id']}.json")["ticket"]["description"]
    for text in (audits, shown, after["html_body"], after["plain_body"]):
        assert "1>1" not in text
        assert "1&gt;1" not in text
    desk.put(path, {"text": "never written"}, 422)


def test_a_comment_is_as_public_as_the_first(desk: Desk) -> None:
    """Unless it says so itself, and it can be made private afterwards."""
    ticket = desk.ticket(comment={"body": "x", "public": False})
    desk.update(ticket["id"], comment={"body": "y"})
    desk.update(ticket["id"], comment={"body": "z", "public": True})
    comments = _comments(desk, ticket)
    assert [each["public"] for each in comments] == [False, False, True]
    desk.put(f"/tickets/{ticket['id']}/comments/{comments[2]['id']}/make_private.json")
    assert _comments(desk, ticket)[2]["public"] is False
    desk.put(f"/tickets/{desk.ticket()['id']}/comments/{comments[2]['id']}/make_private.json", None, 404)
