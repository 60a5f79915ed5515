"""The topics that a broker was made with."""

from __future__ import annotations

import pytest

from adapters.brokers.topics import Topics
from adapters.errors import ConfigurationError
from adapters.ports.broker import Topic

ORDERS, INVOICES = Topic(name="orders"), Topic(name="invoices")


def test_topics_are_found_by_name() -> None:
    """In the order in which they were given."""
    topics = Topics([ORDERS, INVOICES])
    assert list(topics) == [ORDERS, INVOICES]
    assert topics.named("invoices") is INVOICES
    assert topics.subscribed("orders", 1) is ORDERS


def test_errors_name_what_is_known() -> None:
    """A typing error is found by looking at the list."""
    with pytest.raises(ConfigurationError, match="no topic 'x'; known: invoices, orders"):
        Topics([ORDERS, INVOICES]).named("x")
    with pytest.raises(ConfigurationError, match="known: none"):
        Topics([]).named("x")
    with pytest.raises(ConfigurationError, match="given twice: orders"):
        Topics([ORDERS, INVOICES, ORDERS])
    with pytest.raises(ConfigurationError, match="orders: a subscription takes at least 1 message at once, not 0"):
        Topics([ORDERS]).subscribed("orders", 0)
