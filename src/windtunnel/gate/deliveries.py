"""Runs a receiver over the webhooks of a simulator, with or without a change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import orjson
from pydantic_core import PydanticSerializationError, to_json

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.contract.drift import Drift, drifted
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.errors import InconclusiveError, UsageError
from windtunnel.kernel.randomness import Randomness
from windtunnel.scenario.environment import variables_of_role
from windtunnel.simulator.loader import build
from windtunnel.world.courier import DeliveryOutcome, Parcel

from .bench import Bench
from .probes import Setting
from .receivers import Delivered, Receiver
from .recording import RewindableClock
from .replayer import HOST, SEED_OF_RUNS, Outcome, RunClock

RECEIVER_URL = f"https://{HOST}/webhooks"
SECONDS_MAX = 60.0
"""How long is waited for webhooks after an arrival; no vendor's first attempt comes later."""
EVENT_KEYS = ("type", "event", "kind", "topic", "action", "object")
Watch = Callable[[str, bytes], None]


@dataclass
class Sent:
    """A webhook, when it was sent, and what it is called in reports."""

    parcel: Parcel
    at: float
    name: str


@dataclass
class _Outbox:
    """Takes what the simulator sends, and answers as the receiver does."""

    answer: Callable[[Delivered], bytes]
    now: Callable[[], float]
    sent: list[Sent] = field(default_factory=list)

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Keep a webhook and accept it."""
        self.sent.append(Sent(parcel, self.now(), name_of(parcel.body)))
        done(DeliveryOutcome(200, body=self.answer(delivered(parcel))))


class Mailbag:
    """A simulator that is set up to deliver to one receiver.

    Args:
        project: where the simulator is found.
        system: its name.
        receiver: whose options and arrivals it is given.

    Raises:
        InconclusiveError: it sends no webhooks.
    """

    def __init__(self, project: Project, system: str, receiver: Receiver) -> None:
        self._clock = RewindableClock(EPOCH)
        self._system = build(project, system, self._clock, Randomness(1), receiver.options)
        self._receiver = receiver
        self._outbox = _Outbox(receiver.answer, self._clock.now)
        self._system.courier = self._outbox
        given = self._system.connect(RECEIVER_URL)
        role = next(iter(self.contract.profile.roles), system)
        credentials = {**self._system.credentials, **given}
        self.environment = variables_of_role(role, system, f"https://{HOST}", credentials)
        self._clock.advance(SECONDS_MAX)
        self._beginning = self._clock.now(), self._system.snapshot()

    @property
    def contract(self) -> Contract:
        """What the system promises."""
        return self._system.contract

    def send(self, drift: Drift | None = None) -> list[Sent]:
        """Let the receiver's rows arrive and return the webhooks that follow, after a change if there is one."""
        began, snapshot = self._beginning
        self._clock.rewind(began)
        self._system.restore(snapshot)
        self._outbox.sent.clear()
        self._system.reshape = _unchanged if drift is None else drift.reshape
        for row in self._receiver.arrivals:
            self._system.arrive(row)
            self._clock.advance(SECONDS_MAX)
        sent = list(self._outbox.sent)
        if drift is None:
            return sent
        return [Sent(drifted(each.parcel, [drift], each.at)[0], each.at, each.name) for each in sent]


def receive(
    bench: Bench, mailbag: Mailbag, receiver: Receiver, sent: Sequence[Sent], watch: Watch | None = None
) -> Outcome:
    """Hand webhooks to a receiver, one after the other, and return what became of them.

    Raises:
        UsageError: what the receiver returned cannot be written as JSON.
    """
    outcome, written = Outcome(), list[object]()
    for each in sent:
        if watch is not None:
            watch(each.name, each.parcel.body)
        try:
            written.append(bench.do(_received(mailbag, receiver, each)))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is the verdict
            outcome.error = error.with_traceback(None)
            break
    try:
        outcome.sinks = to_json({"written": written, "effects": []})
    except (PydanticSerializationError, ValueError) as error:
        message = f"the receiver returned what cannot be written as JSON: {error}"
        raise UsageError(message, place=receiver.name) from error
    return outcome


async def _received(mailbag: Mailbag, receiver: Receiver, sent: Sent) -> object:
    clock = RunClock(asyncio.get_running_loop(), sent.at)
    random = Random(SEED_OF_RUNS)  # noqa: S311  # simulation, not secrets
    nowhere = httpx.MockTransport(_refuse)
    setting = Setting(dict(mailbag.environment), nowhere, clock, random, ())
    return await receiver.receive(setting, delivered(sent.parcel))


def delivered(parcel: Parcel) -> Delivered:
    """Return a webhook as it reaches a receiver."""
    return Delivered(parcel.method, {name.lower(): value for name, value in parcel.headers}, parcel.body)


def payloads(sent: Sequence[Sent]) -> list[Any]:
    """Return the payloads that are JSON.

    Raises:
        InconclusiveError: there are none.
    """
    found = []
    for each in sent:
        try:
            found.append(orjson.loads(each.parcel.body))
        except ValueError:
            continue
    if not found:
        raise InconclusiveError("no webhook with a JSON payload was sent")
    return found


def name_of(body: bytes) -> str:
    """Return how reports call a webhook: by what its payload says that it is."""
    try:
        payload = orjson.loads(body)
    except ValueError:
        return "webhook"
    named = [payload.get(key) for key in EVENT_KEYS] if isinstance(payload, Mapping) else []
    return next((f"webhook {name}" for name in named if isinstance(name, str)), "webhook")


def _unchanged(payload: Any) -> Any:
    return payload


def _refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"a receiver asks nobody before it has answered: {request.url.host}", request=request)
