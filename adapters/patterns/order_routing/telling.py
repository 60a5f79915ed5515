"""Tells the team of an order: what the customer was promised, and what was found out."""

from __future__ import annotations

from ...canonical import Message
from .records import Order, Route

TEAM = "{team}"


def told(order: Order, early: Route, final: Route, channel: str) -> Message:
    """Return the message for the team: ids and our own words, nothing that the customer wrote.

    Args:
        order: the order.
        early: the route that was decided at once.
        final: the route that was decided when everything was known.
        channel: where it is posted; ``{team}`` in it becomes the final team.
    """
    moved = "" if early.team == final.team else f" (moved from {early.team})"
    gaps = f" [unknown: {', '.join(final.missing)}]" if final.missing else ""
    return Message(
        key=f"order:{order.id}",
        channel=channel.replace(TEAM, final.team),
        text=f"Order {order.id} is for {final.team}{moved}: {final.reason}{gaps}",
        fields=(("order_id", order.id), ("team", final.team), ("missing", ",".join(final.missing))),
    )
