"""chat.postMessage and its like."""

from __future__ import annotations

import pytest

from .desk import Desk

OTHER = "U07WINDTNL2"


def test_a_message_is_answered_as_it_is_stored(desk: Desk) -> None:
    """Author, app, team, text, blocks and metadata are there; one effect was made."""
    metadata = {"event_type": "ticket_triaged", "event_payload": {"id": 1}}
    answer = desk.say("hello", "cards", metadata=metadata)
    message = answer["message"]
    assert (message["bot_id"], message["app_id"], message["user"]) == ("B07WINDTNL1", "A07WINDTNL1", "U07WINDTNLB")
    assert message["bot_profile"]["name"] == "Windtunnel"
    assert (message["metadata"], message["blocks"][0]["type"]) == (metadata, "rich_text")
    assert desk.effect_names() == ["messages.created"]
    stored = desk.workspace.store["messages"].get(f"{answer['channel']}:{answer['ts']}")
    assert stored["metadata"] == metadata
    assert desk.effects[0][1] == "chat_postMessage"


def test_a_repeated_call_posts_again(desk: Desk) -> None:
    """Nothing is idempotent."""
    assert desk.say("x")["ts"] != desk.say("x")["ts"]


def test_json_carries_values_and_a_form_carries_text(desk: Desk) -> None:
    """Both make the same message."""
    said = {"channel": "cards", "text": "x", "blocks": [{"type": "divider", "block_id": "b"}], "mrkdwn": True}
    first, second = desk.json("chat.postMessage", **said), desk.call("chat.postMessage", **said)
    assert first["message"]["blocks"] == second["message"]["blocks"] == said["blocks"]


@pytest.mark.parametrize("name", ["#cards", "cards"])
def test_a_channel_is_named_by_name(desk: Desk, name: str) -> None:
    """The answer has the id."""
    assert desk.say("x", name)["channel"] == desk.channel("cards")


def test_a_user_is_written_to_directly(desk: Desk) -> None:
    """The direct message is opened once."""
    first, second = desk.say("x", OTHER), desk.say("y", OTHER)
    assert first["channel"] == second["channel"]
    assert first["channel"].startswith("D")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"text": "x"}, "channel_not_found"),
        ({"channel": "C00000000", "text": "x"}, "channel_not_found"),
        ({"channel": "cards"}, "no_text"),
        ({"channel": "cards", "text": "  "}, "no_text"),
        ({"channel": "cards", "blocks": "nope"}, "invalid_blocks_format"),
        ({"channel": "cards", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"channel": "cards", "blocks": [{"type": "x"}]}, "invalid_blocks"),
        ({"channel": "cards", "text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"channel": "cards", "text": "x", "metadata": "nope"}, "invalid_metadata_format"),
        ({"channel": "cards", "text": "x", "metadata": {"event_type": "y"}}, "invalid_metadata_schema"),
        (
            {"channel": "cards", "text": "x", "metadata": {"event_type": "y", "event_payload": {"z": "z" * 17000}}},
            "metadata_too_large",
        ),
        ({"channel": "cards", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": "cards", "markdown_text": "y" * 12001}, "msg_too_long"),
        ({"channel": "cards", "text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
    ],
)
def test_what_cannot_be_posted_has_a_code(desk: Desk, arguments: dict[str, object], code: str) -> None:
    """And changes nothing."""
    assert desk.error("chat.postMessage", **arguments) == code
    assert desk.effects == []


def test_an_archived_channel_takes_nothing(desk: Desk) -> None:
    """is_archived."""
    channel = desk.ok("conversations.create", name="old")["channel"]["id"]
    desk.ok("conversations.archive", channel=channel)
    assert desk.error("chat.postMessage", channel=channel, text="x") == "is_archived"


def test_a_bot_outside_needs_a_scope_for_public_channels(desk: Desk) -> None:
    """chat:write.public lets it in; a user outside is refused; a private channel does not exist for either."""
    public = desk.ok("conversations.create", "user_token", name="people")["channel"]["id"]
    assert desk.say("x", public)["ok"]
    mine = desk.ok("conversations.create", name="bots")["channel"]["id"]
    assert desk.error("chat.postMessage", "user_token", channel=mine, text="x") == "not_in_channel"
    secret = desk.ok("conversations.create", name="secret", is_private=True)["channel"]["id"]
    assert desk.error("chat.postMessage", "user_token", channel=secret, text="x") == "channel_not_found"


def test_a_reply_goes_to_the_thread_of_its_parent(desk: Desk) -> None:
    """A reply to a reply is taken for one to the parent; a reply to nothing is an orphan."""
    parent = desk.say("parent")["ts"]
    reply = desk.say("reply", thread_ts=parent)["ts"]
    assert desk.say("deeper", thread_ts=reply)["message"]["thread_ts"] == parent
    assert desk.say("orphan", thread_ts="1503435956.000247")["message"]["thread_ts"] == "1503435956.000247"


def test_a_broadcast_reply_shows_its_root(desk: Desk) -> None:
    """It stands in the channel too."""
    parent = desk.say("parent")["ts"]
    message = desk.say("all", thread_ts=parent, reply_broadcast=True)["message"]
    assert (message["subtype"], message["root"]["text"]) == ("thread_broadcast", "parent")
    listed = desk.ok("conversations.history", channel=desk.channel())["messages"]
    assert [each["text"] for each in listed] == ["all", "parent"]


def test_another_name_and_icon_make_a_bot_message(desk: Desk) -> None:
    """The author's own name is gone."""
    message = desk.say("x", username="Triage", icon_emoji=":robot:")["message"]
    assert (message["subtype"], message["username"]) == ("bot_message", "Triage")
    assert message["icons"] == {"emoji": ":robot:"}
    assert "user" not in message
    assert desk.say("x", icon_url="http://x.test/i.png")["message"]["icons"] == {"image_64": "http://x.test/i.png"}
    assert desk.error("chat.postMessage", "user_token", channel="cards", text="x", username="y") == "missing_scope"


def test_a_user_posts_as_himself(desk: Desk) -> None:
    """A user token has no bot."""
    message = desk.ok("chat.postMessage", "user_token", channel="cards", text="x")["message"]
    assert message["user"] == desk.system.credentials["user_id"]
    assert "bot_id" not in message


def test_long_text_is_cut_with_a_warning(desk: Desk) -> None:
    """The message is posted all the same."""
    answer = desk.say("x" * 40_001)
    assert len(answer["message"]["text"]) == 40_000
    assert answer["warning"] == "message_truncated"
    assert answer["response_metadata"]["messages"][0].startswith("[WARN]")


def test_blocks_alone_get_words(desk: Desk) -> None:
    """Notifications need a text."""
    block = {"type": "section", "text": {"type": "plain_text", "text": "a & b"}}
    assert desk.json("chat.postMessage", channel="cards", blocks=[block])["message"]["text"] == "a &amp; b"


def test_markdown_becomes_a_block(desk: Desk) -> None:
    """markdown_text is kept as it is written."""
    message = desk.ok("chat.postMessage", channel="cards", markdown_text="**x**")["message"]
    assert message["blocks"][0]["type"] == "markdown"
    assert message["text"] == "**x**"


def test_a_third_person_message(desk: Desk) -> None:
    """chat.meMessage has a subtype."""
    ts = desk.ok("chat.meMessage", channel="cards", text="waves")["ts"]
    message = desk.ok("conversations.history", channel=desk.channel("cards"))["messages"][0]
    assert (message["ts"], message["subtype"]) == (ts, "me_message")
    assert desk.error("chat.meMessage", channel="cards") == "no_text"


def test_an_ephemeral_message_is_in_no_history(desk: Desk) -> None:
    """It can be neither edited nor deleted."""
    channel = desk.channel()
    ts = desk.ok("chat.postEphemeral", channel=channel, user=OTHER, text="psst")["message_ts"]
    assert desk.ok("conversations.history", channel=channel)["messages"] == []
    assert desk.error("chat.delete", channel=channel, ts=ts) == "message_not_found"
    record = desk.workspace.store["ephemeral_messages"].get(f"{channel}:{ts}")
    assert (record["recipient"], record["text"]) == (OTHER, "psst")
    assert desk.error("chat.postEphemeral", channel=channel, user="U00000000", text="x") == "user_not_in_channel"


def test_a_permalink_names_the_thread_of_a_reply(desk: Desk) -> None:
    """It is made of channel and timestamp."""
    channel, parent = desk.channel(), desk.say("x")["ts"]
    reply = desk.say("y", thread_ts=parent)["ts"]
    base = f"https://windtunnel.slack.com/archives/{channel}/p"
    first = desk.ok("chat.getPermalink", channel=channel, message_ts=parent)["permalink"]
    second = desk.ok("chat.getPermalink", channel=channel, message_ts=reply)["permalink"]
    assert first == base + parent.replace(".", "")
    assert second == f"{base}{reply.replace('.', '')}?thread_ts={parent}&cid={channel}"
    assert desk.error("chat.getPermalink", channel=channel, message_ts="1.1") == "message_not_found"
