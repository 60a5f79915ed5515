"""What is said in the chat: a line of the feed for every event, and an alert for a window that stands out."""

from __future__ import annotations

from ...canonical import Message
from ...inbound.job import NewJob
from .log import Entry, Window
from .windows import name_of

FEED = "feed"
ALERT = "alert"
SOURCE = "{source}"
UNKNOWN = "unknown"


def feed_job(entry: Entry, channel: str) -> NewJob:
    """Return the job that tells an event in the feed: ids and our own words only, nothing that a customer wrote.

    Args:
        entry: a classified event.
        channel: where it is told; ``{source}`` in it becomes the event's source.
    """
    key = f"{FEED}:{entry.id}"
    sentiment = entry.sentiment or UNKNOWN
    confidence = UNKNOWN if entry.confidence is None else f"{entry.confidence:.2f}"
    fields = (
        ("event_id", entry.id),
        ("source", entry.source),
        ("sentiment", sentiment),
        ("confidence", confidence),
        ("occurred_at", name_of(entry.occurred_at)),
    )
    text = f"Event {entry.id}: {sentiment} (confidence {confidence})"
    return _job(FEED, Message(key=key, channel=channel.replace(SOURCE, entry.source), text=text, fields=fields))


def alert_job(window: Window, channel: str) -> NewJob:
    """Return the job that tells of a window with an unusual share of negative events: one per window."""
    tally, name = window.tally, name_of(window.tally.start)
    baseline = window.baseline or 0.0
    fields = (
        ("window", name),
        ("events", str(tally.events)),
        ("classified", str(tally.classified)),
        ("negative", str(tally.negative)),
        ("baseline", f"{baseline:.4f}"),
    )
    text = (
        f"{tally.share:.0%} of what customers said in the window from {name} is negative"
        f" ({tally.negative} of {tally.classified}); it usually is {baseline:.0%}"
    )
    return _job(ALERT, Message(key=f"{ALERT}:{name}", channel=channel, text=text, fields=fields))


def _job(kind: str, message: Message) -> NewJob:
    return NewJob(message.key, kind, lane=message.key, payload={"message": message.model_dump_json()})
