"""The base of every simulator."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.windtunnel.building import answer, contract, send, system
from windtunnel.contract.profile import Credential, Latency, Quota
from windtunnel.kernel.clock import EPOCH, SteppedClock
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator import (
    Call,
    Caller,
    NotAuthenticated,
    NotBuilt,
    NotPermitted,
    Operations,
    Refusal,
    System,
)
from windtunnel.simulator.latency import ServiceTime
from windtunnel.world.http import Request, Response, json_response

PATHS: dict[str, Any] = {
    "/coins": {
        "post": {"operationId": "drop", "responses": answer({})},
        "get": {"operationId": "look", "security": [], "responses": answer({})},
    },
    "/later": {"post": {"operationId": "later", "responses": answer({})}},
    "/safe": {"get": {"operationId": "open", "responses": answer({})}},
    "/melt": {"post": {"operationId": "melt", "responses": answer({})}},
}
FACTS = {
    "quotas": (Quota(name="calls", algorithm="fixed-window", limit=3, window_seconds=60, scope="user"),),
    "credentials": (Credential(name="key", pattern="k-{hex:8}"), Credential(name="app", value="till")),
}
OPERATIONS = Operations()


@OPERATIONS.bind("drop")
def drop(call: Call) -> Response:
    """Take a coin."""
    of = call.system
    coin = of.store["coins"].put(
        str(of.store.count("coin")), {"luck": of.random.random(), "mint": of.ids.hexadecimal(4)}
    )
    return json_response(coin)


@OPERATIONS.bind("look")
def look(call: Call) -> Response:
    """Count the coins; everybody may."""
    return json_response({"coins": len(call.system.store["coins"]), "by": call.caller.id})


@OPERATIONS.bind("later")
def later(call: Call) -> Response:
    """Take a coin in ten seconds."""
    call.system.agenda.plan(call.now + 10, "coin", {"by": call.caller.id})
    return Response(202)


@OPERATIONS.bind("open")
def open_safe(call: Call) -> Response:
    """Refuse, in words of its own or in the kit's."""
    if call.arguments.get("verbatim"):
        raise Refusal(Response(418, [("X-Own", "yes")], b"teapot"))
    raise NotPermitted("not you")


class Till(System):
    """A till that knows its key."""

    operations = (OPERATIONS,)
    misbehaviours = ("jam",)

    def begin(self) -> None:
        """Say what happens later."""
        self.agenda.handle("coin", self.take)

    def seed(self) -> None:
        """One coin is in it from the start."""
        self.store["coins"].put("first", {"luck": 0.0, "mint": "0"})

    def take(self, data: Mapping[str, Any]) -> None:
        """Take the coin that was announced."""
        self.store["coins"].put(f"of {data['by']}", {"luck": self.random.random(), "mint": "x"})

    def authenticate(self, call: Call) -> Caller:
        """Whoever has the key may be whom they want."""
        if call.request.headers.get("key") != self.credentials["key"]:
            raise NotAuthenticated("missing")
        return Caller(call.request.headers.get("user", ""))

    def finish(self, call: Call, response: Response) -> None:
        """Tell what is left."""
        if call.allowances:
            response.headers.append(("X-Left", str(int(call.allowances[0].level.remaining))))


def till(clock: SteppedClock | None = None, seed: int = 7) -> Till:
    """Return a till."""
    of = system(contract(PATHS, facts=FACTS, security=[{"key": []}]), Till, clock, seed)
    assert isinstance(of, Till)
    return of


def call(of: Till, method: str, target: str, user: str = "ann") -> Response:
    """Call with the key."""
    return send(of, method, target, headers={"key": of.credentials["key"], "user": user})


def test_credentials_follow_from_the_seed() -> None:
    """Fixed ones stay what they are."""
    assert till().credentials == till().credentials
    assert till().credentials["key"] != till(seed=8).credentials["key"]
    assert till().credentials["app"] == "till"


@pytest.mark.parametrize(
    ("method", "target", "keyed", "status", "cause"),
    [
        ("POST", "/coins", True, 200, ""),
        ("POST", "/coins", False, 401, "NotAuthenticated"),
        ("GET", "/coins", False, 200, ""),
        ("GET", "/safe", True, 403, "NotPermitted"),
        ("GET", "/safe?verbatim=1", True, 418, "Refusal"),
        ("GET", "/nowhere", True, 404, "UnknownRoute"),
        ("PUT", "/coins", True, 405, "MethodNotAllowed"),
        ("POST", "/melt", False, 501, "NotBuilt"),
    ],
)
def test_a_request_is_answered_or_refused(method: str, target: str, keyed: bool, status: int, cause: str) -> None:
    """And the journal learns why."""
    of = till()
    response = call(of, method, target) if keyed else send(of, method, target)
    assert (response.status, response.cause) == (status, cause)


def test_a_refusal_in_the_vendors_words_is_left_alone() -> None:
    """Body and headers are the vendor's."""
    response = call(till(), "GET", "/safe?verbatim=1")
    assert (response.body, response.header("x-own")) == (b"teapot", "yes")


def test_every_answer_is_finished_refusals_too() -> None:
    """What is left is told even when nothing is."""
    of = till()
    assert [call(of, "POST", "/coins").header("x-left") for _ in range(4)] == ["2", "1", "0", "0"]
    assert call(of, "POST", "/coins").status == 429
    assert call(of, "POST", "/coins", "bob").buckets == ("calls/bob",)


def test_whoever_is_not_known_spends_nothing() -> None:
    """Authentication comes before quotas."""
    of = till()
    send(of, "POST", "/coins")
    assert of.meters.meter("calls").usage == {}


def test_effects_are_attributed_to_the_call_that_caused_them() -> None:
    """What an appointment does later belongs to no call; a call within a call has its own."""
    clock = SteppedClock()
    of, seen = till(clock), list[tuple[str, str]]()
    of.on_effect = lambda effect, cause: seen.append((effect.id, cause.operation_id if cause else ""))
    call(of, "POST", "/later")
    call(of, "POST", "/coins")
    clock.advance(10)
    outer = Call(of, Request("GET", "/"))
    before = of.acting(outer)
    call(of, "POST", "/coins", "bob")
    of.store["coins"].put("mine", {})
    of.acting(before)
    assert seen == [("1", "drop"), ("of ann", ""), ("2", "drop"), ("mine", "")]


def test_a_fork_is_the_same_and_independent() -> None:
    """Records, usage, appointments and chance are those of then; afterwards each goes its own way."""
    clock = SteppedClock()
    of = till(clock)
    call(of, "POST", "/coins")
    call(of, "POST", "/later")
    clock.advance(4)
    twin_clock = SteppedClock(clock.now())
    twin = of.fork(twin_clock)
    assert isinstance(twin, Till)
    assert twin.credentials == of.credentials
    assert call(twin, "POST", "/coins").body == call(of, "POST", "/coins").body
    assert call(twin, "POST", "/coins").status == 429
    twin_clock.advance(6)
    assert ("of ann" in twin.store["coins"], "of ann" in of.store["coins"]) == (True, False)
    clock.advance(6)
    assert of.store.snapshot() == twin.store.snapshot()


def test_restoring_takes_everything_back() -> None:
    """The same calls have the same answers again."""
    clock = SteppedClock()
    of = till(clock)
    snapshot = of.snapshot()
    first = [call(of, "POST", "/coins").body for _ in range(3)]
    call(of, "POST", "/later", "bob")
    of.restore(snapshot)
    clock.advance(30)
    assert of.store["coins"].ids() == ["first"]
    assert [call(of, "POST", "/coins").body for _ in range(3)] == first


def test_what_a_request_calls_can_be_told_without_calling_it() -> None:
    """Unknown routes have a name, too."""
    of = till()
    assert of.identify(Request("POST", "/coins")) == ("drop", {})
    assert of.identify(Request("POST", "/nowhere")) == ("POST /nowhere", {})
    assert len(of.store["coins"]) == 1


def test_service_times_are_drawn_unless_the_vendor_set_one() -> None:
    """From the profile's distribution."""
    of = till()
    of.service_time = ServiceTime((Latency(median_ms=50, p99_ms=50),), Randomness(1).stream("latency"))
    assert call(of, "POST", "/coins").delay_seconds == pytest.approx(0.05)


def test_the_front_door_fails_as_it_is_told() -> None:
    """With a time to come back, rounded up."""
    failed = till().error(503, 1.2)
    assert (failed.status, failed.header("retry-after")) == (503, "2")
    assert till().error(500).header("retry-after") is None


def test_what_a_system_does_not_do_is_refused() -> None:
    """Arrivals, webhooks, misbehaviour: each vendor has its own, or none."""
    of = till()
    with pytest.raises(NotBuilt, match="shop does not simulate arrivals"):
        of.arrive({})
    with pytest.raises(NotBuilt, match="shop sends no webhooks"):
        of.connect("http://app/hook")
    with pytest.raises(UnknownNameError, match="did you mean 'jam'"):
        of.misbehave("jamm", Request("GET", "/"), Response())
    assert of.expire_tokens() == 0
    assert of.normalise_path("/a") == "/a"


HISTORY = Path(__file__).with_name("history.py")


def test_one_seed_is_one_history_whatever_the_hash_seed() -> None:
    """Twice in one process and under three hash seeds: the journal is the same, byte for byte."""
    root = Path(__file__).parents[3]
    digests = [
        subprocess.run(
            [sys.executable, "-W", "error", str(HISTORY)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join((str(root / "src"), str(root)))},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    ]
    first, second, events = digests[0].split()
    assert first == second
    assert int(events) > 100
    assert digests == [digests[0]] * 3
    assert EPOCH == 1767603600.0
