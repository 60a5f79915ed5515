"""Messages for later."""

from __future__ import annotations

import pytest

from windtunnel.kernel.clock import SteppedClock

from .desk import Desk

HOUR = 3600


def plan(desk: Desk, seconds: float = HOUR, **arguments: object) -> dict[str, object]:
    """Plan a message and return the answer."""
    post_at = int(desk.clock.now() + seconds)
    return desk.ok("chat.scheduleMessage", channel="cards", text="later", post_at=post_at, **arguments)


def test_a_message_is_posted_when_it_is_due(desk: Desk) -> None:
    """Until then it is listed; then it is a message, and the plan is gone."""
    answer = plan(desk, metadata={"event_type": "a", "event_payload": {"b": 1}})
    channel = desk.channel("cards")
    (listed,) = desk.ok("chat.scheduledMessages.list")["scheduled_messages"]
    assert (listed["id"], listed["text"]) == (answer["scheduled_message_id"], "later")
    assert desk.ok("conversations.history", channel=channel)["messages"] == []
    desk.clock.advance(HOUR)
    (message,) = desk.ok("conversations.history", channel=channel, include_all_metadata=True)["messages"]
    assert (message["text"], message["metadata"]["event_payload"]) == ("later", {"b": 1})
    assert desk.ok("chat.scheduledMessages.list")["scheduled_messages"] == []
    assert desk.effect_names() == ["scheduled_messages.created", "scheduled_messages.deleted", "messages.created"]


def test_a_plan_is_cancelled(desk: Desk) -> None:
    """Until a minute before it is due."""
    channel, answer = desk.channel("cards"), plan(desk)
    place = {"channel": channel, "scheduled_message_id": answer["scheduled_message_id"]}
    assert (
        desk.error("chat.deleteScheduledMessage", **{**place, "channel": desk.channel()})
        == "invalid_scheduled_message_id"
    )
    desk.ok("chat.deleteScheduledMessage", **place)
    assert desk.error("chat.deleteScheduledMessage", **place) == "invalid_scheduled_message_id"
    desk.clock.advance(HOUR)
    assert desk.ok("conversations.history", channel=channel)["messages"] == []
    late = {"channel": channel, "scheduled_message_id": plan(desk, 60)["scheduled_message_id"]}
    assert desk.error("chat.deleteScheduledMessage", **late) == "invalid_scheduled_message_id"


@pytest.mark.parametrize(
    ("post_at", "code"),
    [(None, "invalid_time"), ("soon", "invalid_time"), (1, "time_in_past"), (1_790_000_000 * 2, "time_too_far")],
)
def test_the_time_is_checked(desk: Desk, post_at: object, code: str) -> None:
    """It lies ahead, by 120 days at most."""
    assert desk.error("chat.scheduleMessage", channel="cards", text="x", post_at=post_at) == code


def test_thirty_within_five_minutes_are_enough(desk: Desk) -> None:
    """The thirty-first is refused; an hour later it is not."""
    for _ in range(30):
        plan(desk)
    post_at = int(desk.clock.now() + HOUR)
    assert desk.error("chat.scheduleMessage", channel="cards", text="x", post_at=post_at) == "restricted_too_many"
    assert plan(desk, 2 * HOUR)


def test_plans_are_listed_by_channel_and_time(desk: Desk) -> None:
    """And paged through."""
    plans = [plan(desk, seconds)["scheduled_message_id"] for seconds in (HOUR, 2 * HOUR, 3 * HOUR)]
    cards = desk.channel("cards")
    near = desk.ok("chat.scheduledMessages.list", channel=cards, latest=int(desk.clock.now() + HOUR))
    assert [each["id"] for each in near["scheduled_messages"]] == plans[:1]
    assert desk.ok("chat.scheduledMessages.list", channel=desk.channel())["scheduled_messages"] == []
    page = desk.ok("chat.scheduledMessages.list", limit=2)
    cursor = page["response_metadata"]["next_cursor"]
    rest = desk.ok("chat.scheduledMessages.list", limit=2, cursor=cursor)
    assert [each["id"] for each in rest["scheduled_messages"]] == plans[2:]


def test_a_plan_survives_a_fork(desk: Desk) -> None:
    """Snapshots carry it, author and all."""
    plan(desk)
    clock = SteppedClock(desk.clock.now())
    twin = desk.system.fork(clock)
    clock.advance(HOUR)
    assert [each["text"] for each in twin.store["messages"]] == ["later"]
    assert len(desk.system.store["messages"]) == 0


def test_an_archived_channel_swallows_a_plan(desk: Desk) -> None:
    """Nothing can be posted there when it is due."""
    channel = desk.ok("conversations.create", name="old")["channel"]["id"]
    desk.ok("chat.scheduleMessage", channel=channel, text="x", post_at=int(desk.clock.now() + HOUR))
    desk.ok("conversations.archive", channel=channel)
    desk.clock.advance(HOUR)
    assert [each.get("text") for each in desk.workspace.messages.in_channel(channel)] == ["archived the channel"]
