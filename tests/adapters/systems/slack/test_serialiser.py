"""From a message to what Slack is sent."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from adapters.canonical import Message
from adapters.systems.slack.serialiser import escape, post


@given(st.text())
def test_an_escaped_text_says_what_it_said(text: str) -> None:
    """And holds no character that Slack would act on."""
    escaped = escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_nobody_is_mentioned_by_a_customers_words() -> None:
    """Mentions stay text."""
    assert escape("<!channel> <@U1>") == "&lt;!channel&gt; &lt;@U1&gt;"
    assert html.unescape(escape("&amp;")) == "&amp;"


def test_a_field_cannot_take_the_place_of_the_key() -> None:
    """The key is what makes the message recognisable."""
    message = Message(key="k", channel="x", text="t", fields=(("idempotency_key", "other"),))
    assert post(message, "C1")["metadata"] == {
        "event_type": "ticket_triaged",
        "event_payload": {"idempotency_key": "k"},
    }
