"""What is said in the chat."""

from __future__ import annotations

from adapters.canonical import Message
from adapters.patterns.sentiment_stream.announce import alert_job, feed_job
from adapters.patterns.sentiment_stream.log import Entry, Window
from adapters.patterns.sentiment_stream.windows import Tally

WORDS = "My name is Jo and the app is bad"


def entry(sentiment: str | None, confidence: float | None) -> Entry:
    """Return an event in the log."""
    return Entry(3, "m-1", "survey", WORDS, 1_760_000_001.0, 1_760_000_002.0, False, sentiment, confidence)


def test_the_feed_tells_ids_and_the_mood_and_nothing_that_the_customer_wrote() -> None:
    """In the channel of the event's source, under a key that is the event's own."""
    job = feed_job(entry("negative", 0.876), "voice-{source}")
    message = Message.model_validate_json(job.payload["message"])
    assert (job.key, job.kind, message.key, message.channel) == ("feed:m-1", "feed", "feed:m-1", "voice-survey")
    assert dict(message.fields) == {
        "event_id": "m-1",
        "source": "survey",
        "sentiment": "negative",
        "confidence": "0.88",
        "occurred_at": "2025-10-09T08:53:21Z",
    }
    assert not any(word in message.text for word in ("Jo", "bad"))


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    """An event without a usable answer of the AI is told all the same."""
    message = Message.model_validate_json(feed_job(entry("unclear", None), "feed").payload["message"])
    assert message.text == "Event m-1: unclear (confidence unknown)"


def test_an_alert_is_recognised_by_its_window() -> None:
    """And says what the window stands out from."""
    window = Window(Tally(1_760_000_040.0, 12, 10, 7), 0.0, 0.125)
    job = alert_job(window, "alerts")
    message = Message.model_validate_json(job.payload["message"])
    assert job.key == message.key == "alert:2025-10-09T08:54:00Z"
    assert message.text.startswith("70% of what customers said")
    assert message.text.endswith("(7 of 10); it usually is 12%")
    assert dict(message.fields)["baseline"] == "0.1250"
