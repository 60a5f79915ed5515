"""Words the night's report for the chat channel: numbers and our own words only, nothing that a customer wrote."""

from __future__ import annotations

from ...canonical import Message
from ..batch.position import Position
from .sorting import Sentiment

TOPIC = "topic:"
SENTIMENT = "sentiment:"
TOPICS_SHOWN = 10


def report(position: Position, *, name: str, channel: str) -> Message:
    """Return the report on a run; its key makes it recognisable, so it is posted once.

    Args:
        position: the run, all of it done.
        name: the batch's.
        channel: where it is posted.
    """
    account = position.account
    fields = (
        ("run", position.run),
        ("rows", str(account.rows)),
        ("applied", str(account.applied)),
        ("rejected", str(account.rejected)),
        ("skipped", str(account.skipped)),
    )
    return Message(key=f"{name}:{position.run}", channel=channel, text=worded(position), fields=fields)


def worded(position: Position) -> str:
    """Return the report as text: the account, the commonest topics first, the sentiment."""
    account = position.account
    parts = f"{account.applied} sorted, {account.rejected} rejected, {account.skipped} sorted before"
    lines = [f"Tickets of {position.run}: {account.rows} ({parts})"]
    topics = counted(position, TOPIC)
    lines += [f"- {topic}: {count}" for topic, count in topics[:TOPICS_SHOWN]]
    if len(topics) > TOPICS_SHOWN:
        lines.append(f"- {len(topics) - TOPICS_SHOWN} other topics: {sum(count for _, count in topics[TOPICS_SHOWN:])}")
    moods = dict(counted(position, SENTIMENT))
    lines.append("Sentiment: " + ", ".join(f"{mood.value} {moods.get(mood.value, 0)}" for mood in Sentiment))
    return "\n".join(lines)


def counted(position: Position, prefix: str) -> list[tuple[str, int]]:
    """Return the labels with a prefix, without it, the commonest first."""
    found = [
        (label.removeprefix(prefix), count) for label, count in position.labels.items() if label.startswith(prefix)
    ]
    return sorted(found, key=lambda each: (-each[1], each[0]))
