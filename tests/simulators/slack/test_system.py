"""The simulator as a whole."""

from __future__ import annotations

import pytest

from simulators.slack.system import Slack
from windtunnel.content.project import Project
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.coverage import Status, bound_to_nothing, coverage
from windtunnel.simulator.loader import build
from windtunnel.world.http import Request, Response, json_response

from .desk import ROOT, Desk, contract


def test_the_loader_finds_it() -> None:
    """Under its name, with its options."""
    system = build(Project(ROOT), "slack", SteppedClock(), Randomness(1), {"channels": ["ops"]})
    assert system.name == "slack"
    assert len(system.store["channels"]) == 4


def test_every_operation_of_the_contract_is_bound() -> None:
    """Nothing is left to be inferred; Socket Mode is not built, and nothing is bound that is not there."""
    found = {each.operation: each.status for each in coverage(Slack, contract())}
    assert {name for name, status in found.items() if status is not Status.BOUND} == {"apps_connections_open"}
    assert found["apps_connections_open"] is Status.NOT_BUILT
    assert bound_to_nothing(Slack, contract()) == []


def test_a_seed_makes_the_same_workspace() -> None:
    """Ids and tokens follow from it."""
    first, second, other = Desk(3), Desk(3), Desk(4)
    answers = [desk.ok("conversations.create", name="room")["channel"]["id"] for desk in (first, second, other)]
    assert answers[0] == answers[1] != answers[2]
    assert first.system.credentials == second.system.credentials != other.system.credentials


def test_a_snapshot_takes_everything_back(desk: Desk) -> None:
    """Messages, tokens, quotas and subscriptions."""
    desk.connect()
    before = desk.system.snapshot()
    desk.say("x")
    desk.ok("auth.revoke")
    desk.system.restore(before)
    assert desk.ok("conversations.history", channel=desk.channel())["messages"] == []
    assert desk.workspace.outbox.subscription["status"] == "verified"


def test_a_fork_goes_its_own_way(desk: Desk) -> None:
    """From the same point."""
    desk.say("x")
    twin = desk.system.fork(SteppedClock(desk.clock.now()))
    token = {"authorization": f"Bearer {desk.system.credentials['bot_token']}"}
    request = Request("GET", "/api/chat.postMessage", "channel=cards&text=y", token)
    assert twin.handle(request).json()["ok"]
    assert (len(twin.store["messages"]), len(desk.system.store["messages"])) == (2, 1)


def test_methods_are_identified_whatever_the_verb(desk: Desk) -> None:
    """For journal and faults."""
    for verb, method, name in (
        ("GET", "chat.postMessage", "chat_postMessage"),
        ("POST", "conversations.history", "conversations_history"),
        ("POST", "no.such", "POST /api/no.such"),
        ("POST", "files.upload", "POST /api/files.upload"),
    ):
        assert desk.system.identify(Request(verb, f"/api/{method}"))[0] == name


def test_it_can_fail_at_200(desk: Desk) -> None:
    """As the vendor does, after the work was done."""
    answer = json_response({"ok": True})
    request = Request("POST", "/api/chat.postMessage")
    codes = {way: desk.system.misbehave(way, request, answer).json()["error"] for way in desk.system.misbehaviours}
    assert codes == {
        "fatal-error": "fatal_error",
        "internal-error": "internal_error",
        "rate-limited-at-200": "rate_limited",
    }
    with pytest.raises(UnknownNameError):
        desk.system.misbehave("sulk", request, Response())


def test_quotas_can_be_scaled(desk: Desk) -> None:
    """Half of twenty a minute is ten."""
    desk.system.scale_quota(0.5, "tier-2")
    statuses = [desk.post("/api/emoji.list", token="bot_token").status for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_an_answer_tells_its_cause(desk: Desk) -> None:
    """For the journal."""
    assert desk.post("/api/auth.test").cause == "NotAuthenticated"
    assert desk.post("/api/chat.delete", token="bot_token").cause == "Refused"
    assert desk.post("/api/no.such").cause == "UnknownRoute"
