"""Announcements in bulk, in Slack."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import httpx
import pytest

from adapters.errors import ConfigurationError, ContractError, OutcomeUnknown, SystemUnavailable
from adapters.patterns.reconcile.records import Announcement, message_for
from adapters.patterns.reconcile.slack_announcements import SlackAnnouncements
from adapters.systems.slack.serialiser import post
from tests.adapters.fake_clock import EPOCH, FakeClock, run
from tests.adapters.patterns.reconcile.plant import ticket
from tests.adapters.systems.slack.player import CHANNEL_ID, SETTINGS, FakeSlack, refusal, refuse_with
from tests.adapters.systems.vendor import set_at, spoil

T = TypeVar("T")


class Channel(FakeSlack):
    """A channel whose messages can be edited and deleted."""

    def say(self, ticket_id: str, priority: str = "high") -> Announcement:
        """Have an announcement there."""
        message = message_for(ticket(ticket_id, priority=priority), "triage")
        said = {"type": "message", "bot_id": "B07WINDTNL1", **post(message, CHANNEL_ID)}
        return Announcement(id=self._keep(said), ticket_id=ticket_id, priority=priority)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a method."""
        method = request.url.path.removeprefix("/api/")
        if method not in ("chat.update", "chat.delete"):
            return super().answer(request)
        body = json.loads(request.content)
        found = [message for message in self.messages if message["ts"] == body["ts"]]
        if not found:
            return httpx.Response(200, json=refusal("message_not_found"))
        self.messages.remove(found[0])
        if method == "chat.update":
            self.messages.append({**found[0], "text": body["text"], "metadata": body["metadata"]})
        return httpx.Response(200, json={"ok": True, "channel": body["channel"], "ts": body["ts"]})


def ask(
    vendor: Channel, question: Callable[[SlackAnnouncements], Coroutine[Any, Any, T]], channel: str = "#triage"
) -> T:
    """Ask the workspace."""

    async def main(clock: FakeClock) -> T:
        return await question(SlackAnnouncements(vendor.client(), SETTINGS, clock, channel))

    return run(main)


def test_all_announcements_are_read_the_oldest_first() -> None:
    """What people say in between, and what other apps say, is none of ours."""
    vendor = Channel()
    vendor.history_page_size = 2
    said = []
    for number in range(5):
        vendor.chatter(1)
        said.append(vendor.say(str(number)))
    vendor.messages[-1]["metadata"] = {"event_type": "another_apps", "event_payload": {}}
    assert ask(vendor, lambda room: room.said_since(EPOCH - 60.0)) == tuple(said[:-1])


def test_a_channel_is_looked_up_by_its_name_once() -> None:
    """An id needs no looking up, and a name that nobody knows is a setting to put right."""
    vendor = Channel()

    async def twice(room: SlackAnnouncements) -> None:
        await room.said_since(0.0)
        await room.said_since(0.0)

    ask(vendor, twice)
    assert vendor.operations() == ["conversations.list", "conversations.history", "conversations.history"]
    ask(vendor, lambda room: room.said_since(0.0), CHANNEL_ID)
    assert vendor.operations()[3:] == ["conversations.history"]
    with pytest.raises(ConfigurationError, match="nowhere"):
        ask(vendor, lambda room: room.said_since(0.0), "nowhere")


def test_an_announcement_is_corrected_in_place() -> None:
    """Text and metadata; once more changes nothing."""
    vendor = Channel()
    wrong = vendor.say("7", "low")
    for _ in range(2):
        ask(vendor, lambda room: room.correct(wrong, message_for(ticket("7"), "triage")))
    assert ask(vendor, lambda room: room.said_since(0.0)) == (wrong.model_copy(update={"priority": "high"}),)
    assert "priority high" in vendor.messages[0]["text"]


def test_an_announcement_is_removed() -> None:
    """One that is gone already is as good."""
    vendor = Channel()
    said = vendor.say("7")
    for _ in range(2):
        ask(vendor, lambda room: room.remove(said))
    assert vendor.messages == []


def test_refusals_and_answers_that_do_not_fit_are_told() -> None:
    """By their kind: a lost deletion is unknown, a lost reading is only unavailable."""
    vendor = Channel()
    said = vendor.say("7")
    vendor.disturb("conversations.history", refuse_with("internal_error"))
    vendor.disturb("chat.delete", refuse_with("service_unavailable"), spoil(set_at("ts", "1760000000.999999")))
    with pytest.raises(SystemUnavailable):
        ask(vendor, lambda room: room.said_since(0.0))
    with pytest.raises(OutcomeUnknown):
        ask(vendor, lambda room: room.remove(said))
    with pytest.raises(ContractError, match="ts"):
        ask(vendor, lambda room: room.remove(said))
