"""Commands, buttons, shortcuts and modals."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest

from windtunnel.world.courier import DeliveryOutcome

from .desk import HOST, Desk
from .test_views import MODAL, trigger

USER = "U07WINDTNL2"


def sent(desk: Desk, number: int = -1) -> dict[str, Any]:
    """Return the form that was delivered."""
    return dict(parse_qsl(desk.receiver.parcels[number].body.decode(), keep_blank_values=True))


def test_a_command_comes_as_a_form(desk: Desk) -> None:
    """With a trigger that opens a view, and an address that answers."""
    desk.ok("auth.test")
    desk.connect()
    ticket = desk.system.arrive({"command": "/triage", "text": "4711", "channel": "cards", "user": "bruno"})
    desk.settle()
    form = sent(desk)
    assert (form["command"], form["text"], form["user_name"]) == ("/triage", "4711", "bruno")
    assert (form["channel_name"], form["trigger_id"]) == ("cards", ticket)
    assert form["response_url"].startswith(f"http://{HOST}/actions/")
    assert desk.ok("views.open", trigger_id=ticket, view=MODAL)
    assert desk.post(urlsplit(form["response_url"]).path, b'{"text":"x"}', "application/json").body == b"ok"


@pytest.mark.parametrize(
    ("body", "whispered", "said"),
    [
        (b"", [], []),
        (b"working", ["working"], []),
        (b'{"text":"hi","response_type":"in_channel"}', [], ["hi"]),
        (b'{"text":"psst"}', ["psst"], []),
    ],
)
def test_a_command_is_answered_at_once(desk: Desk, body: bytes, whispered: list[str], said: list[str]) -> None:
    """With nothing, with text, or with a message."""
    desk.connect().outcome = lambda parcel: DeliveryOutcome(200, body=body)
    desk.system.arrive({"command": "/triage"})
    desk.settle()
    assert [each["text"] for each in desk.workspace.store["ephemeral_messages"]] == whispered
    assert [each["text"] for each in desk.workspace.store["messages"]] == said


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (DeliveryOutcome(None, "timeout"), "operation_timeout"),
        (DeliveryOutcome(500), "dispatch_failed"),
        (DeliveryOutcome(200, body=b'{"blocks":"x"}'), "invalid_blocks_format"),
    ],
)
def test_the_user_sees_a_failure_once(desk: Desk, outcome: DeliveryOutcome, reason: str) -> None:
    """There are no repetitions."""
    receiver = desk.connect()
    receiver.outcome = lambda parcel: outcome
    desk.system.arrive({"command": "/triage"})
    desk.clock.advance(1000)
    assert len(receiver.parcels) == 2
    assert [each["reason"] for each in desk.workspace.store["_failed_interactions"]] == [reason]


def test_a_button_tells_its_message(desk: Desk) -> None:
    """And who pressed it, where."""
    desk.connect()
    said = desk.say("choose", metadata={"event_type": "a", "event_payload": {"b": 1}})
    desk.system.arrive({"action": {"action_id": "approve", "value": "1"}, "ts": said["ts"], "user": "bruno"})
    desk.settle()
    payload = orjson.loads(sent(desk)["payload"])
    assert (payload["type"], payload["user"]["id"], payload["actions"][0]["value"]) == ("block_actions", USER, "1")
    assert (payload["message"]["ts"], payload["channel"]["name"]) == (said["ts"], "support")
    assert payload["message"]["metadata"]["event_payload"] == {"b": 1}


def test_a_shortcut_tells_its_callback(desk: Desk) -> None:
    """With a trigger."""
    desk.connect()
    ticket = desk.system.arrive({"shortcut": "new_ticket"})
    desk.settle()
    payload = orjson.loads(sent(desk)["payload"])
    assert (payload["type"], payload["callback_id"], payload["trigger_id"]) == ("shortcut", "new_ticket", ticket)


def test_a_submitted_modal_brings_its_values(desk: Desk) -> None:
    """Under state."""
    desk.connect()
    view = desk.ok("views.open", trigger_id=trigger(desk), view=MODAL)["view"]
    values = {"b": {"a": {"type": "plain_text_input", "value": "x"}}}
    desk.system.arrive({"submit": {"view_id": view["id"], "values": values}})
    desk.settle()
    payload = orjson.loads(sent(desk)["payload"])
    assert (payload["type"], payload["view"]["state"]["values"]) == ("view_submission", values)


def test_nothing_is_sent_without_an_address(desk: Desk) -> None:
    """The ticket is there all the same."""
    assert desk.system.arrive({"shortcut": "x"})
    desk.settle()
    assert desk.receiver.parcels == []
