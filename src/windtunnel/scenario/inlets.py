"""How a workload's rows enter the world: as things that happen in a system, or as calls of the subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote

import orjson

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.journal import Journal, Kind
from windtunnel.simulator.system import System
from windtunnel.world.courier import DeliveryOutcome, Parcel
from windtunnel.world.http import JSON, Request

from .courier import KeyOf, SubjectCourier
from .ledger import Ledger
from .model import Call, Workload
from .template import render

NUMBER = "number"
"""The field that every template of a call can use: how many rows came before, from 0."""


class Inlet(Protocol):
    """Lets rows in."""

    def arrive(self, number: int, row: Mapping[str, Any]) -> None:
        """Let the row with this number in, now."""
        ...


class SystemInlet:
    """Things that happen in a system.

    Args:
        workload: where they happen, and whether that is enough to count as accepted.
        system: that system.
        ledger: told the truth of every arrival.
        journal: where it is recorded.
    """

    def __init__(self, workload: Workload, system: System, ledger: Ledger, journal: Journal) -> None:
        self._workload = workload
        self._system = system
        self._ledger = ledger
        self._journal = journal

    def arrive(self, number: int, row: Mapping[str, Any]) -> None:
        """Let it happen."""
        key = self._system.arrive(row)
        record = self._system.store[self._workload.record].get(key) if self._workload.record else None
        self._ledger.truths[key] = {"row": row, "record": record}
        self._journal.append(Kind.ARRIVAL, "harness", "arrival", key=key, role=self._workload.on)
        if self._workload.accepted:
            self._journal.append(Kind.ACKNOWLEDGEMENT, "harness", "arrival", key=key, role=self._workload.on)


class CallInlet:
    """Calls of the subject's own interface, by somebody who tries again when the subject does not answer.

    Args:
        call: the request.
        url: where the subject is.
        courier_for: gives the courier that carries the requests and finds their keys as it is told.
        ledger: told the truth of every row, and every answer.
        clock, journal: time, and where arrivals are recorded.
    """

    def __init__(
        self,
        call: Call,
        url: str,
        courier_for: Callable[[KeyOf], SubjectCourier],
        ledger: Ledger,
        clock: Clock,
        journal: Journal,
    ) -> None:
        self._call = call
        self._url = url
        self._courier = courier_for(self.key_of)
        self._ledger = ledger
        self._clock = clock
        self._journal = journal
        self._keys: dict[tuple[str, bytes], str] = {}

    def arrive(self, number: int, row: Mapping[str, Any]) -> None:
        """Call the subject about ``row``."""
        values = {**row, NUMBER: number}
        key = str(render(self._call.key, values, "workload.call.key"))
        parcel = self._parcel(key, values)
        self._keys[_identity(parcel)] = key
        self._ledger.truths[key] = {"row": row, "record": None}
        self._journal.append(Kind.ARRIVAL, "harness", "arrival", key=key)
        self._send(parcel, key, 1)

    def key_of(self, request: Request) -> str | None:
        """Return the business key of a call that is on its way."""
        return self._keys.get((request.target, request.body))

    def _parcel(self, key: str, values: Mapping[str, Any]) -> Parcel:
        call = self._call
        path = render(call.path, {name: quote(str(value), safe="") for name, value in values.items()}, "call.path")
        headers = {name: str(value) for name, value in render(call.headers, values, "call.headers").items()}
        body = b""
        if call.body is not None:
            headers.setdefault("Content-Type", JSON)
            body = orjson.dumps(render(call.body, values, "workload.call.body"))
        return Parcel(f"{self._url}{path}", tuple(headers.items()), body, call.timeout, key, method=call.method)

    def _send(self, parcel: Parcel, key: str, attempt: int) -> None:
        self._courier.send(parcel, partial(self._answered, parcel, key, attempt))

    def _answered(self, parcel: Parcel, key: str, attempt: int, outcome: DeliveryOutcome) -> None:
        if outcome.delivered or attempt >= self._call.attempts or not _worth_repeating(outcome):
            self._ledger.answered(key, _record(key, outcome))
            return
        again = partial(self._send, parcel, key, attempt + 1)
        self._clock.call_at(self._clock.now() + self._call.pause, again)


def _identity(parcel: Parcel) -> tuple[str, bytes]:
    return "/" + parcel.url.split("/", 3)[3], parcel.body


def _worth_repeating(outcome: DeliveryOutcome) -> bool:
    return outcome.status is None or outcome.status == 429 or outcome.status >= 500


def _record(key: str, outcome: DeliveryOutcome) -> dict[str, Any]:
    """Return an answer as a record: what came back, as far as it can be read."""
    try:
        body: Any = orjson.loads(outcome.body)
    except ValueError:
        body = outcome.body.decode("utf-8", "replace")
    headers = dict(outcome.headers)
    return {"key": key, "status": outcome.status, "failure": outcome.failure, "headers": headers, "body": body}
