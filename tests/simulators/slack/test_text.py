"""Text of messages."""

from __future__ import annotations

import pytest

from simulators.slack.text import canonical, mentioned_users, rich_text, unescaped, with_names


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("<@U07WINDTNL1> and <#C07WINDTNL1|general>", "<@U07WINDTNL1> and <#C07WINDTNL1|general>"),
        ("<!here> <!subteam^S07WINDTNL1>", "<!here> <!subteam^S07WINDTNL1>"),
        ("<http://x.test/?a=1&b=2|label>", "<http://x.test/?a=1&amp;b=2|label>"),
        ("see http://x.test/a?b=1&c=2.", "see <http://x.test/a?b=1&amp;c=2>."),
        ("(https://x.test)", "(<https://x.test>)"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("> quoted", "&gt; quoted"),
        ("Grüße 🎫", "Grüße 🎫"),
        ("", ""),
    ],
)
def test_text_is_stored_with_entities_and_brackets(sent: str, stored: str) -> None:
    """Control characters become entities, mentions stay, bare addresses are put in brackets."""
    assert canonical(sent) == stored


@pytest.mark.parametrize("text", ["a & b < c", "see http://x.test/a", "<@U07WINDTNL1> &amp; co", "<x>"])
def test_stored_text_is_stable(text: str) -> None:
    """What was read from Slack may be sent back without changing."""
    assert canonical(canonical(text)) == canonical(text)


def test_names_become_mentions_where_they_exist() -> None:
    """Unknown names and names inside of mentions stay as they are."""
    users, channels = {"ada": "U07WINDTNL1"}, {"cards": "C07WINDTNL5"}
    text = with_names("@ada @bob @here #cards #nope a@ada <@U07WINDTNL2>", users.get, channels.get)
    assert text == "<@U07WINDTNL1> @bob <!here> <#C07WINDTNL5|cards> #nope a@ada <@U07WINDTNL2>"


def test_mentions_are_found_in_order() -> None:
    """Labels do not matter."""
    assert mentioned_users("<@U2> and <@W1|old> but not &lt;@U3&gt;") == ["U2", "W1"]


def test_rich_text_has_an_element_for_each_part() -> None:
    """Text, users, channels, user groups, broadcasts and links are told apart; text is unescaped."""
    text = "a &amp; <@U1> <#C1|x> <!here> <!subteam^S1> <http://x.test?a&amp;b|label> <!date^1^x|y>"
    elements = rich_text(text, "abc")["elements"][0]["elements"]
    found = [each for each in elements if each.get("text") != " "]
    assert found == [
        {"type": "text", "text": "a & "},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "link", "url": "http://x.test?a&b", "text": "label"},
        {"type": "text", "text": "<!date^1^x|y>"},
    ]


def test_entities_are_replaced_once() -> None:
    """An escaped entity is not unescaped twice."""
    assert unescaped("&amp;lt;") == "&lt;"
