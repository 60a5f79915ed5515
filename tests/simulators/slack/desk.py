"""A simulated workspace in process, with every answer and delivery held against the contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson

from simulators.slack.system import Slack
from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.call import Call
from windtunnel.simulator.store import Effect
from windtunnel.world.courier import DeliveryOutcome, Parcel
from windtunnel.world.http import Request, Response

from .conformance import Conformance, identified

HOST = "slack.windtunnel.test"
RECEIVER = "https://subject.windtunnel.test/slack/events"
ROOT = Path(__file__).resolve().parents[3]


@cache
def contract() -> Contract:
    """Return the contract."""
    return Contract.of_system(Project(ROOT), "slack")


@cache
def conformance() -> Conformance:
    """Return the checker of the contract."""
    return Conformance(contract())


class Receiver:
    """The app's request address: answers the challenge, and everything else with ``status``."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.outcome: Callable[[Parcel], DeliveryOutcome] | None = None

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Take a delivery and answer it at once."""
        conformance().check_delivery(parcel)
        self.parcels.append(parcel)
        body = orjson.loads(parcel.body) if parcel.body.startswith(b"{") else {}
        if body.get("type") == "url_verification" and self.outcome is None:
            done(DeliveryOutcome(200, body=body["challenge"].encode()))
        else:
            done(self.outcome(parcel) if self.outcome is not None else DeliveryOutcome(200))

    @property
    def payloads(self) -> list[dict[str, Any]]:
        """The JSON bodies received."""
        return [orjson.loads(each.body) for each in self.parcels if each.body.startswith(b"{")]

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The events received, or those of one kind."""
        events = [each["event"] for each in self.payloads if each["type"] == "event_callback"]
        return [each for each in events if kind is None or each["type"] == kind]


class Desk:
    """A workspace and a client of it."""

    def __init__(self, seed: int = 1, **options: Any) -> None:
        self.clock = SteppedClock()
        self.system = Slack(contract(), self.clock, Randomness(seed), options)
        self.receiver = Receiver()
        self.system.courier = self.receiver
        self.effects: list[tuple[Effect, str]] = []
        self.system.on_effect = self._note

    @property
    def workspace(self) -> Any:
        """The simulated workspace."""
        return self.system.workspace

    def call(self, method: str, token: str | None = "bot_token", /, **arguments: Any) -> dict[str, Any]:
        """Call a method with a form, as most clients do, and return the envelope."""
        fields = {name: _form(value) for name, value in arguments.items() if value is not None}
        media = "application/x-www-form-urlencoded"
        answer: dict[str, Any] = self.post(f"/api/{method}", urlencode(fields).encode(), media, token).json()
        return answer

    def json(self, method: str, token: str | None = "bot_token", /, **arguments: Any) -> dict[str, Any]:
        """Call a method with a JSON body and return the envelope."""
        media = "application/json; charset=utf-8"
        answer: dict[str, Any] = self.post(f"/api/{method}", orjson.dumps(arguments), media, token).json()
        return answer

    def ok(self, method: str, token: str | None = "bot_token", /, **arguments: Any) -> dict[str, Any]:
        """Call a method that must succeed."""
        answer = self.call(method, token, **arguments)
        assert answer["ok"], answer
        return answer

    def error(self, method: str, token: str | None = "bot_token", /, **arguments: Any) -> str:
        """Call a method that must fail and return its code."""
        answer = self.call(method, token, **arguments)
        assert not answer["ok"], answer
        code: str = answer["error"]
        return code

    def post(
        self,
        path: str,
        body: bytes = b"",
        media: str | None = None,
        token: str | None = None,
        *,
        verb: str = "POST",
        query: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request and return the answer, which must be one that the contract describes."""
        sent = {"host": HOST, **(headers or {})}
        if media is not None:
            sent["content-type"] = media
        if token is not None:
            sent["authorization"] = f"Bearer {self.system.credentials.get(token, token)}"
        request = Request(verb, path, query, sent, body)
        response = self.system.handle(request)
        operation_id = identified(self.system, request)
        if operation_id:
            conformance().check(operation_id, response)
        return response

    def say(self, text: str = "Hello", channel: str = "support", **arguments: Any) -> dict[str, Any]:
        """Post a message as the bot, unhurried by quotas, and return the answer."""
        self.clock.advance(1)
        return self.ok("chat.postMessage", channel=channel, text=text, **arguments)

    def channel(self, name: str = "support") -> str:
        """Return the id of a channel."""
        found: str = self.workspace.channels.id_of_name(name)
        return found

    def connect(self) -> Receiver:
        """Have events delivered and return their receiver."""
        self.system.connect(RECEIVER)
        self.clock.advance(1)
        return self.receiver

    def settle(self) -> None:
        """Let everything that is due now happen."""
        self.clock.advance(0)

    def effect_names(self) -> list[str]:
        """What has changed since the beginning, in order."""
        return [f"{effect.collection}.{effect.change.value}" for effect, _ in self.effects]

    def _note(self, effect: Effect, call: Call | None) -> None:
        self.effects.append((effect, call.operation_id if call is not None else ""))


def _form(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else str(value)
