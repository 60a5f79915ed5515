"""The topics that a broker was made with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import ConfigurationError
from ..ports.broker import Topic


class Topics:
    """Topics by name.

    Raises:
        ConfigurationError: two topics have one name.
    """

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = {topic.name: topic for topic in topics}
        if len(self._topics) < len(topics):
            names = sorted({topic.name for topic in topics if sum(other.name == topic.name for other in topics) > 1})
            raise ConfigurationError(f"topics given twice: {', '.join(names)}")

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._topics.values())

    def named(self, name: str) -> Topic:
        """Return a topic.

        Raises:
            ConfigurationError: there is none of this name.
        """
        topic = self._topics.get(name)
        if topic is None:
            raise ConfigurationError(f"there is no topic {name!r}; known: {', '.join(sorted(self._topics)) or 'none'}")
        return topic

    def subscribed(self, name: str, prefetch: int) -> Topic:
        """Return the topic that somebody wants to consume.

        Raises:
            ConfigurationError: there is none of this name, or nothing could ever be delivered.
        """
        if prefetch < 1:
            raise ConfigurationError(f"{name}: a subscription takes at least 1 message at once, not {prefetch}")
        return self.named(name)
