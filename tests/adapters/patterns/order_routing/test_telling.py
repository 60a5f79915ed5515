"""What the team is told."""

from __future__ import annotations

from adapters.patterns.order_routing.records import Route
from adapters.patterns.order_routing.telling import told

from .plant import an_order


def test_a_message_says_where_the_order_went_and_why() -> None:
    """In the team's own channel, with what is unknown, and without a word of the customer's."""
    early, final = Route(team="export", reason="x"), Route(team="special", reason="it breaks", missing=("customer",))
    message = told(an_order(), early, final, "orders-{team}")
    assert (message.key, message.channel) == ("order:order-1", "orders-special")
    assert message.text == "Order order-1 is for special (moved from export): it breaks [unknown: customer]"
    assert "Glass" not in message.model_dump_json()


def test_an_order_that_stays_is_not_moved() -> None:
    """Nothing is said of what did not happen."""
    route = Route(team="standard", reason="nothing speaks against it")
    assert told(an_order(), route, route, "orders").text.endswith("is for standard: nothing speaks against it")
