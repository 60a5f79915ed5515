"""search.messages."""

from __future__ import annotations

import pytest

from simulators.slack.search import Term, parse

from .desk import Desk


def found(desk: Desk, query: str, **arguments: object) -> list[str]:
    """Return the texts that a query finds."""
    answer = desk.ok("search.messages", "user_token", query=query, **arguments)
    return [match["text"] for match in answer["messages"]["matches"]]


def test_queries_are_taken_apart() -> None:
    """Quoted words stay together; a minus turns a word round."""
    assert parse('"lost card" from:@ada -in:random') == [
        Term("", "lost card", False),
        Term("from", "@ada", False),
        Term("in", "random", True),
    ]


def test_the_index_lags(desk: Desk) -> None:
    """A message, an edit and a deletion show five seconds later."""
    said = desk.say("needle")
    assert found(desk, "needle") == []
    desk.clock.advance(5)
    assert found(desk, "NEEDLE") == ["needle"]
    desk.ok("chat.update", channel=said["channel"], ts=said["ts"], text="thread")
    assert (found(desk, "thread"), found(desk, "needle")) == ([], ["needle"])
    desk.clock.advance(5)
    assert (found(desk, "thread"), found(desk, "needle")) == (["thread"], [])
    desk.ok("chat.delete", channel=said["channel"], ts=said["ts"])
    assert found(desk, "thread") == ["thread"]
    desk.clock.advance(5)
    assert found(desk, "thread") == []


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("card from:bruno", ["lost card"]),
        ("card from:<@U07WINDTNL2>", ["lost card"]),
        ("card in:#cards", ["card found"]),
        ("card in:<#C07WINDTNL5|cards>", ["card found"]),
        ('"lost card"', ["lost card"]),
        ("card -lost", ["card found"]),
        ("card on:2026-01-05", ["card found", "lost card"]),
        ("card before:2026-01-05", []),
        ("card after:2026-01-04", ["card found", "lost card"]),
        ("card has:link", ["card found", "lost card"]),
        ("card from:nobody", []),
    ],
)
def test_words_narrow_the_search(desk: Desk, query: str, texts: list[str]) -> None:
    """The latest first."""
    desk.system.arrive({"text": "lost card", "user": "bruno"})
    desk.clock.advance(1)
    desk.system.arrive({"text": "card found", "user": "chen", "channel": "cards"})
    desk.clock.advance(10)
    assert found(desk, query) == texts


def test_one_finds_what_one_can_see(desk: Desk) -> None:
    """Not the private channels of others."""
    secret = desk.ok("conversations.create", name="secret", is_private=True)["channel"]["id"]
    desk.say("needle", secret)
    desk.clock.advance(10)
    assert found(desk, "needle") == []


def test_results_come_in_pages(desk: Desk) -> None:
    """Both ways of telling them."""
    for number in range(3):
        desk.say(f"needle {number}")
    desk.clock.advance(10)
    answer = desk.ok("search.messages", "user_token", query="needle", count=2, page=2, sort_dir="asc")["messages"]
    assert [match["text"] for match in answer["matches"]] == ["needle 2"]
    assert answer["paging"] == {"count": 2, "total": 3, "page": 2, "pages": 2}
    assert answer["pagination"] == {"total_count": 3, "page": 2, "per_page": 2, "page_count": 2, "first": 3, "last": 3}


def test_matches_are_highlighted_on_request(desk: Desk) -> None:
    """With the vendor's private characters."""
    desk.say("a Needle here")
    desk.clock.advance(10)
    assert found(desk, "needle in:support", highlight=True) == ["a \ue000Needle\ue001 here"]


def test_a_query_is_needed(desk: Desk) -> None:
    """no_query."""
    assert desk.error("search.messages", "user_token") == "no_query"
