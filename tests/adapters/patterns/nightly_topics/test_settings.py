"""What can be set of nightly topics."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.nightly_topics.settings import TopicSettings


@pytest.mark.parametrize("text", ["cards, cash", '["cards", "cash"]'])
def test_topics_are_a_list(text: str) -> None:
    """Comma separated, or JSON as a scenario gives it."""
    assert TopicSettings.from_environment({"TOPICS_TOPICS": text}).topics == ("cards", "cash")


@pytest.mark.parametrize("text", ["cards", "cards,lost card", ""])
def test_topics_are_words_that_can_be_tags(text: str) -> None:
    """At least two, and without what a help desk would change."""
    with pytest.raises(ConfigurationError, match="TOPICS_TOPICS"):
        TopicSettings.from_environment({"TOPICS_TOPICS": text})
