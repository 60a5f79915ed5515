"""The night's report."""

from __future__ import annotations

from adapters.patterns.batch.position import Account
from adapters.patterns.nightly_topics.report import counted, report, worded
from tests.adapters.patterns.batch.plant import position

DONE = position(
    account=Account(applied=9, rejected=1, skipped=2),
    labels={"topic:cash": 2, "topic:cards": 6, "topic:apps": 1, "sentiment:negative": 7, "sentiment:neutral": 2},
)


def test_the_report_counts_topics_and_sentiment() -> None:
    """The commonest first; a sentiment that nobody had is told, too."""
    assert worded(DONE) == (
        "Tickets of 2025-10-09: 12 (9 sorted, 1 rejected, 2 sorted before)\n"
        "- cards: 6\n- cash: 2\n- apps: 1\n"
        "Sentiment: positive 0, neutral 2, negative 7"
    )


def test_rare_topics_are_told_together() -> None:
    """A report is read by people."""
    many = DONE.moved(labels={f"topic:t{number:02}": 20 - number for number in range(13)})
    assert "- 3 other topics: 27" in worded(many)
    assert "t10" not in worded(many)


def test_the_report_of_a_run_has_one_key() -> None:
    """So that it is found in the channel, and posted once; another run of the day has another one."""
    message = report(DONE, name="nightly-topics", channel="topics")
    assert (message.key, message.channel) == ("nightly-topics:2025-10-09", "topics")
    assert dict(message.fields)["applied"] == "9"
    assert report(DONE.moved(repeat=2), name="nightly-topics", channel="topics").key == "nightly-topics:2025-10-09.2"


def test_labels_are_told_apart_by_their_prefix() -> None:
    """Equal counts come in the order of their names."""
    assert counted(position(labels={"a:y": 1, "a:x": 1, "b:z": 5}), "a:") == [("x", 1), ("y", 1)]
