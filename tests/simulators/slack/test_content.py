"""What a message says."""

from __future__ import annotations

from simulators.slack.arguments import Arguments
from simulators.slack.content import Content
from simulators.slack.notes import Notes

from .desk import Desk


def test_content_becomes_fields() -> None:
    """What there is none of is left out."""
    assert Content("x").fields() == {"text": "x"}
    full = Content("x", [{"type": "divider"}], [{"id": 1}], {"event_type": "a"})
    assert set(full.fields()) == {"text", "blocks", "attachments", "metadata"}
    assert Content(" ").is_empty
    assert not Content("", [{"type": "divider"}]).is_empty


def test_names_are_linked_on_request(desk: Desk) -> None:
    """link_names and parse=full turn names into mentions."""
    reader = desk.workspace.content
    text = "ask @ada in #cards"
    linked = f"ask <@U07WINDTNL1> in <#{desk.channel('cards')}|cards>"
    assert reader.read(Arguments({"text": text}), Notes()).text == text
    assert reader.read(Arguments({"text": text, "link_names": "1"}), Notes()).text == linked
    assert reader.read(Arguments({"text": text, "parse": "full"}), Notes()).text == linked


def test_attachments_are_numbered_and_cleaned(desk: Desk) -> None:
    """Fields of the wrong kind are dropped, as Slack drops them."""
    sent = [{"text": "a", "color": 5, "ts": 1.5, "fields": "x", "mrkdwn_in": ["text"]}, {"fallback": "b"}]
    first, second = desk.workspace.content.read(Arguments({"attachments": sent}), Notes()).attachments
    assert first == {"text": "a", "ts": 1.5, "mrkdwn_in": ["text"], "id": 1, "fallback": "[no preview available]"}
    assert second == {"fallback": "b", "id": 2}
    assert desk.error("chat.postMessage", channel="cards", attachments=["x"]) == "invalid_attachments"


def test_entities_may_stand_for_an_event(desk: Desk) -> None:
    """The client's newer metadata has entities instead of an event."""
    answer = desk.json("chat.postMessage", channel="cards", text="x", metadata={"entities": []})
    assert answer["ok"]


def test_typed_text_is_canonical(desk: Desk) -> None:
    """People type what they mean."""
    content = desk.workspace.content.plain("a & b")
    assert (content.text, content.blocks[0]["type"]) == ("a &amp; b", "rich_text")
