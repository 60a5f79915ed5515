"""idempotency-key-stable: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that makes a new key for every attempt is caught."""
    assert_judged("idempotency-key-stable", condition="answers-lost", mistake="key-per-attempt")


def keyed(story: Story, intent: str, key: str | None, idempotency: str | None) -> None:
    """A request with an idempotency key."""
    story.end(story.send("Post", key, intent=intent, idempotency=idempotency))


def test_one_intent_has_one_key_and_no_two_intents_share_one() -> None:
    """Another event is another intent, and so is another outcome."""
    for sent, expected in (
        ([("post", "a", "1"), ("post", "a", "1")], ("PASS", 1, 0)),
        ([("post", "a", "1"), ("post", "a", "2")], ("FAIL", 1, 1)),
        ([("post", "a", "1"), ("post", "b", "1")], ("FAIL", 2, 1)),
        ([("post", "a", "1"), ("tell", "a", "1")], ("FAIL", 2, 1)),
        ([("post", "a", "1"), ("tell", "a", "2")], ("PASS", 2, 0)),
    ):
        story = Story()
        for intent, key, idempotency in sent:
            keyed(story, intent, key, idempotency)
        assert verdict(story.judge("idempotency-key-stable")) == expected


def test_what_has_no_key_or_belongs_to_no_event_is_not_compared() -> None:
    """Requests without an idempotency key share none."""
    story = Story()
    keyed(story, "post", "a", None)
    keyed(story, "post", "b", None)
    keyed(story, "post", None, "1")
    keyed(story, "post", None, "2")
    story.ask("Look", "a")
    assert verdict(story.judge("idempotency-key-stable")) == ("PASS", 2, 0)
